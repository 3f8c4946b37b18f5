"""Derivatives with their reasons."""
