"""Stems and dialogue become a bed, objects and programmes."""
