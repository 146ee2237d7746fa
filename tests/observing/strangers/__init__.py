"""Sounds and pictures by someone who has not seen the detectors: what they find here, they find anywhere or nowhere.

`OPEN` seeds may be looked at and listened to by whoever improves a detector; `CLOSED` seeds are only ever counted.
"""
