"""What orchestrations are measured by: layers, light, legibility, resonance."""
