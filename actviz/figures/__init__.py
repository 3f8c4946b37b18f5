"""Pictures: what to draw is a value (scene), how to draw it is an engine (draw, braille)."""
