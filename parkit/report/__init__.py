"""What a person sees: exhibits, figures, tables, the page and the site."""
