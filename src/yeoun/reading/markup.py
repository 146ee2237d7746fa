"""XML that somebody sent us, read safely: nothing outside the text is fetched, no entity is unfolded, size and depth have ends.

Entities that a document declares for itself are refused outright: no honest subtitle, list or script has any, and every bomb does.
"""

from typing import Any

from lxml import etree

from yeoun.errors import InputRefused

DEEPEST = 200     # elements inside one another; our choice: real lists have under 20. libxml2 itself ends at 256
MOST = 1_000_000  # tags; our choice: a list of 20,000 events has under 200,000, and each may take 200 bytes of memory


def root_of(text: str, name: str, now: str) -> etree._Element:
    """The outermost element of an XML text.

    text     the whole text, decoded: the encoding that the XML names is passed over
    name     for refusals
    now      what to do when it cannot be used
    Refuses  InputRefused, when it is no XML, declares entities, or is nested or long beyond reason
    """
    if text.count("<") > MOST:
        raise InputRefused(name=name, where="the whole text", why=f"it has over {MOST} tags", now=now)
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
                             huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as trouble:
        raise InputRefused(name=name, where=f"line {trouble.lineno or 1}", why="its XML is broken", now=now) from trouble
    own: Any = root.getroottree().docinfo.internalDTD
    if own is not None and own.entities():
        raise InputRefused(name=name, where="line 1", why="its XML declares entities, which are not unfolded here", now=now)
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise InputRefused(name=name, where=f"line {element.sourceline or 1}", why=f"its elements lie over {DEEPEST} deep", now=now)
    return root


def tag_of(element: etree._Element) -> str:
    """An element's name without its namespace; "" for comments and the like."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
