"""A phrase of a spotting session, in Korean or English, as edits that are proposed, or as a question; nothing is applied here."""
