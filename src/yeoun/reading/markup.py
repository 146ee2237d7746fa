"""XML that somebody sent us, read safely: nothing outside the text is fetched, no entity is unfolded, size and depth have ends.

Entities that a document declares for itself are refused outright: no honest subtitle, list or script has any, and every bomb does.
"""

from typing import Any

from lxml import etree

from yeoun.errors import InputRefused

DEEPEST = 200     # elements inside one another; our choice: real lists have under 20. libxml2 itself ends at 256
MOST = 2_000_000  # elements; our choice: a list of 20,000 events has under 200,000


def root_of(text: str, name: str, now: str) -> etree._Element:
    """The outermost element of an XML text.

    text     the whole text, decoded: the encoding that the XML names is passed over
    name     for refusals
    now      what to do when it cannot be used
    Refuses  InputRefused, when it is no XML, declares entities, or is nested or long beyond reason
    """
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
                             huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as trouble:
        raise InputRefused(name=name, where=f"line {trouble.lineno or 1}", why="its XML is broken", now=now) from trouble
    own: Any = root.getroottree().docinfo.internalDTD
    if own is not None and own.entities():
        raise InputRefused(name=name, where="line 1", why="its XML declares entities, which are not unfolded here", now=now)
    depth = count = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST or count > MOST:
            why = f"its elements lie over {DEEPEST} deep" if depth > DEEPEST else f"it has over {MOST} elements"
            raise InputRefused(name=name, where=f"line {element.sourceline or 1}", why=why, now=now)
    return root


def tag_of(element: etree._Element) -> str:
    """An element's name without its namespace; "" for comments and the like."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
