"""The studio as a web page: an edge. Handlers parse, call one function of `studio`, and translate the answer."""
