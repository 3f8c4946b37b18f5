from tests.figures.references import remake

remake()
