"""The page that takes the founding article apart says what the annotators find."""

from scripts import founding_article


def test_the_page_is_what_the_script_writes() -> None:
    written = founding_article.TARGET.read_text("utf-8")
    assert written == founding_article.page(), "run: python -m scripts.founding_article"
