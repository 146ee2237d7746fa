"""The nouns that flow between stages: frozen, plain, without behaviour."""
