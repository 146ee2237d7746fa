"""The demo film, The Last Bus (막차): drawn, spoken and recorded by code, so that its whole truth is known."""
