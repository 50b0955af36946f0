"""How it looks: the link, the charts, safe markup, the cache, and the frame around the pages.

frame     the app's pages, the header, what every page begins with
link      the selection in the address bar, and the widgets that set it
widgets   what several pages show: articles, evidence, charts with their exports
charts    tidy frame in, Plotly figure out
markup    the only maker of HTML or Markdown from article text
cache     the only place with Streamlit's cache decorators
"""
