from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.corpus import knowledge
from lib.corpus.columns import Mapping, bind, recognises
from lib.corpus.schema import FIELDS, MappingError

EXPORTS = {
    "NewsAPI": (
        "source.id source.name author title description url urlToImage publishedAt content",
        "date=publishedAt title=title text=content source=source.name url=url author=author",
    ),
    "GDELT": (
        "url url_mobile title seendate socialimage domain language sourcecountry",
        "date=seendate title=title source=domain url=url language=language",
    ),
    "MediaCloud": (
        "stories_id publish_date title url language ap_syndicated media_id media_name media_url",
        "date=publish_date title=title source=media_name url=url language=language "
        "own_id=stories_id",
    ),
    "news-please": (
        "authors date_download date_modify date_publish description filename image_url language "
        "localpath maintext source_domain title title_page url",
        "date=date_publish title=title text=maintext source=source_domain url=url author=authors "
        "language=language",
    ),
    "newspaper4k": (
        "url read_more_link language title top_image authors text publish_date summary source_url",
        "date=publish_date title=title text=text source=source_url url=url author=authors "
        "language=language",
    ),
    "trafilatura": (
        "title author hostname date fingerprint id raw_text source source-hostname excerpt text",
        "date=date title=title text=text source=source-hostname author=author own_id=id",
    ),
    "Factiva": (
        "AN HD BY CR WC PD SN LA LP TD",
        "date=PD title=HD text=LP+TD source=SN author=BY language=LA own_id=AN",
    ),
    "Nexis": (
        "Headline|Published Date|Publication|Byline|Body|Publication Type",
        "date=Published Date|title=Headline|text=Body|source=Publication|author=Byline",
    ),
    "CC-News": (
        "title text domain date description url image_url",
        "date=date title=title text=text source=domain url=url",
    ),
    "all-the-news": (
        "id title publication author date year month url content",
        "date=date title=title text=content source=publication url=url author=author own_id=id",
    ),
    "HuffPost": (
        "link headline category short_description authors date",
        "date=date title=headline text=short_description url=link author=authors",
    ),
    "CNN/DailyMail": ("article highlights id", "text=article own_id=id"),
    "Event Registry": (
        "uri lang date time dateTime dateTimePub url title body source.title authors",
        "date=dateTimePub title=title text=body source=source.title url=url author=authors "
        "language=lang own_id=uri",
    ),
    "crawl": ("crawled publishedAt content_original", "date=publishedAt text=content_original"),
}


def _split(line: str) -> list[str]:
    return line.split("|" if "|" in line else None)


@pytest.mark.parametrize("export", EXPORTS)
def test_the_columns_of_an_export_are_recognised(export: str) -> None:
    columns, expected = EXPORTS[export]
    binding = bind(tuple(_split(columns)), Mapping())
    found = {field: "+".join(names) for field, names in binding.fields.items()}
    assert found == dict(item.split("=") for item in _split(expected))


@pytest.mark.parametrize("name", ["Published At", "published_at", "PUBLISHED-AT", "publishedAt"])
def test_case_and_spacing_of_a_name_do_not_matter(name: str) -> None:
    assert bind((name, "text"), Mapping()).fields["date"] == (name,)


def test_columns_that_make_no_field_are_the_others() -> None:
    assert bind(("id", "text", "mood", "section"), Mapping()).others == ("mood", "section")


def test_a_mapping_goes_before_what_is_recognised() -> None:
    binding = bind(("title", "text", "Kopf"), Mapping.parse("title=kopf"))
    assert binding.fields == {"title": ("Kopf",), "text": ("text",)}


def test_a_mapped_column_makes_no_second_field() -> None:
    assert bind(("headline", "date"), Mapping.parse("text=headline")).fields == {
        "text": ("headline",),
        "date": ("date",),
    }


def test_without_title_and_text_the_complaint_names_the_columns_and_the_way_out() -> None:
    said = bind(("when", "what"), Mapping.parse("text=Inhalt")).complaint()
    for part in ("'when'", "'what'", "'Inhalt'", "--map"):
        assert part in said


def test_a_header_without_title_or_text_makes_no_field() -> None:
    assert recognises(["date", "url"]) == 0
    assert recognises(["date", "url", "headline"]) == 3


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("", ""),
        ("text=Body,date=When", "date=When,text=Body"),
        (' "text=Body, full" , title = Head ', 'title=Head,"text=Body, full"'),
        ("TEXT=a=b", "text=a=b"),
    ],
)
def test_a_mapping_has_one_canonical_form(written: str, canonical: str) -> None:
    mapping = Mapping.parse(written)
    assert str(mapping) == canonical
    assert Mapping.parse(canonical) == mapping
    assert hash(Mapping.parse(canonical)) == hash(mapping)
    assert bool(mapping) is bool(canonical)


@pytest.mark.parametrize(
    ("written", "named"),
    [("text", "'text'"), ("text=", "'text='"), ("mood=x", "'mood'"), ("text=a,text=b", "'text'")],
)
def test_a_mapping_that_cannot_be_understood_says_where(written: str, named: str) -> None:
    with pytest.raises(MappingError, match=named):
        Mapping.parse(written)


_NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
    lambda name: name == name.strip()
)


@given(st.dictionaries(st.sampled_from(FIELDS), _NAMES))
def test_any_mapping_is_read_back_from_its_canonical_form(columns: dict[str, str]) -> None:
    mapping = Mapping.of(columns)
    assert Mapping.parse(str(mapping)) == mapping
    assert dict(mapping.pairs) == columns


def test_the_table_of_names_holds_each_name_once_and_only_fields() -> None:
    rows = knowledge.rows("columns")
    names = [row["column"].lower() for row in rows]
    assert {row["field"] for row in rows} == set(FIELDS)
    assert len(names) == len(set(names))
