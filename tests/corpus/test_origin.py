from __future__ import annotations

import pytest

from lib.corpus.origin import credited, dateline, host


@pytest.mark.parametrize(
    ("opening", "service"),
    [
        ("(MENAFN) U.S. Secretary of State", "MENAFN"),
        ("(Reuters) - The ministry", "Reuters"),
        ("(AP) — The ministry", "Associated Press"),
        ("LONDON (Reuters) - The ministry", "Reuters"),
        ("KYIV (Northline) - The ministry", "Northline"),
        ("WASHINGTON (Meridian Desk) - The ministry", "Meridian Desk"),
        ("MOSCOW, July 3 (TASS) — The ministry", "TASS"),
        ("MOSCOW, July 3. /TASS/. The ministry", "TASS"),
        ("BEIJING, July 1 (Xinhua) -- The ministry", "Xinhua"),
        ("By Jane Roe\nPARIS (AFP) - The ministry", "AFP"),
        ("Washington (CNN) The ministry", "CNN"),
        ("Beirut, Lebanon (CNN)The ministry", "CNN"),
        ("\n KYIV, Ukraine (AP) — The ministry", "Associated Press"),
        ("The ministry", ""),
        ("", ""),
        ("(Laughter) The ministry", ""),
        ("(Updated) - The ministry", ""),
        ("The World Wrestling Entertainment (WWE) - the ministry", ""),
        ("The rapid spread of Artificial Intelligence (AI) has", ""),
        ("KYIV - The ministry of Reuters (Reuters later) spoke", ""),
    ],
)
def test_the_opening_names_the_service(opening: str, service: str) -> None:
    assert dateline(opening) == service


@pytest.mark.parametrize(
    ("text", "services"),
    [
        ("the talks, which Reuters reported lasted an hour", ("Reuters",)),
        ("the minister told AFP on Friday", ("AFP",)),
        ("he told Russian state news agency TASS that", ("TASS",)),
        ("according to the Associated Press, the", ("Associated Press",)),
        ("the BBC said, and CNN has reported", ("BBC", "CNN")),
        ("in an interview with The Times of London", ("The Times",)),
        ("Kyodo News Agency reported", ("Kyodo",)),
        ("Reuters, citing two officials, and Reuters said", ("Reuters",)),
        ("Interfax-Ukraine reported", ("Interfax-Ukraine",)),
        ("he told him that Reuters is an agency", ()),
        ("the CNNs said; xReuters reported", ()),
        ("AP-NORC said", ()),
        ("", ()),
    ],
)
def test_a_service_is_credited_beside_a_reporting_word(
    text: str, services: tuple[str, ...]
) -> None:
    assert credited(text) == services


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.example.org/a?b=c", "example.org"),
        ("http://EXAMPLE.org:8080/", "example.org"),
        ("example.co.uk/news", "example.co.uk"),
        ("//www.example.org", "example.org"),
        ("javascript:alert(1)", ""),
        ("https://[broken", ""),
        ("/relative/path", ""),
        ("", ""),
    ],
)
def test_the_host_of_an_address(url: str, name: str) -> None:
    assert host(url) == name
