"""What scenes feel like."""
