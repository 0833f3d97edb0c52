"""What a link leads to: told by its host and path, and by the words that carry it."""

from __future__ import annotations

import re
from functools import lru_cache

from archive.addresses import canonical, patterns, table

KINDS = {
    "paper": "Paper",
    "code": "Code",
    "model": "Model",
    "dataset": "Dataset",
    "notebook": "Notebook",
    "demo": "Demo or app",
    "video": "Video",
    "podcast": "Podcast",
    "slides": "Slides",
    "course": "Course",
    "book": "Book",
    "documentation": "Documentation or reference",
    "post": "Article or post",
    "discussion": "Discussion or issue",
    "social": "Social media",
    "event": "Event",
    "job": "Job",
    "image": "Image",
    "mail": "E-mail address",
    "page": "Other page",
}
"""What a link can lead to, with the label to show, in the order to list them."""


_PLACES = table("""
paper arxiv.org doi.org aclanthology.org openreview.net biorxiv.org medrxiv.org alphaxiv.org distill.pub
paper papers.nips.cc papers.neurips.cc proceedings.neurips.cc proceedings.mlr.press jmlr.org jair.org
paper ceur-ws.org
paper dl.acm.org ieeexplore.ieee.org sciencedirect.com nature.com/articles link.springer.com
paper frontiersin.org
paper openaccess.thecvf.com ncbi.nlm.nih.gov semanticscholar.org mdpi.com plos.org researchgate.net
paper jstor.org
paper mitpressjournals.org direct.mit.edu annualreviews.org pnas.org tandfonline.com
paper onlinelibrary.wiley.com
paper academic.oup.com papers.ssrn.com paperswithcode.com/paper huggingface.co/papers diva-portal.org
paper osf.io
paper eprint.iacr.org hal.science hal.archives-ouvertes.fr isca-speech.org ijcai.org
code github.com gitlab.com bitbucket.org codeberg.org sourceforge.net sr.ht raw.githubusercontent.com
code crates.io lib.rs pypi.org npmjs.com rubygems.org hub.docker.com packagist.org mvnrepository.com
model huggingface.co huggingface.co/models tfhub.dev pytorch.org/hub modelzoo.co ollama.com civitai.com
dataset huggingface.co/datasets kaggle.com zenodo.org datasetsearch.research.google.com data.world
dataset figshare.com
dataset archive.ics.uci.edu paperswithcode.com/dataset commoncrawl.org registry.opendata.aws
notebook colab.research.google.com nbviewer.org nbviewer.jupyter.org mybinder.org observablehq.com
notebook kaggle.com/code
demo huggingface.co/spaces hf.space gradio.app streamlit.io streamlit.app herokuapp.com glitch.me now.sh
demo replicate.com codepen.io play.google.com apps.apple.com firebaseapp.com mybluemix.net
video youtube.com vimeo.com twitch.tv videolectures.net bilibili.com ted.com dailymotion.com
video slideslive.com
video media.ccc.de air.mozilla.org loom.com
podcast soundcloud.com podcasts.apple.com open.spotify.com podcasts.google.com anchor.fm overcast.fm
podcast pca.st
podcast simplecast.com buzzsprout.com libsyn.com transistor.fm podbean.com blubrry.net twimlai.com
slides speakerdeck.com slideshare.net slides.com docs.google.com/presentation
course coursera.org edx.org udacity.com udemy.com course.fast.ai ocw.mit.edu khanacademy.org
course datacamp.com
course online-learning.harvard.edu deeplearning.ai kaggle.com/learn
book oreilly.com manning.com mitpress.mit.edu leanpub.com packtpub.com goodreads.com nostarch.com
book apress.com
book gutenberg.org
documentation docs.rs wikipedia.org wiktionary.org wikidata.org readthedocs.io readthedocs.org
documentation paperswithcode.com
documentation developer.mozilla.org huggingface.co/docs huggingface.co/transformers nlpprogress.com
post medium.com towardsdatascience.com substack.com dev.to hashnode.dev hackernoon.com thegradient.pub
post wordpress.com blogspot.com ghost.io tumblr.com dreamwidth.org csdn.net zhuanlan.zhihu.com
post jianshu.com qiita.com
post zenn.dev habr.com note.com nytimes.com wired.com theverge.com techcrunch.com venturebeat.com
post forbes.com
post technologyreview.com theguardian.com bbc.com bbc.co.uk reuters.com bloomberg.com economist.com
post arstechnica.com
post quantamagazine.org zdnet.com lwn.net heise.de phoronix.com infoq.com theregister.com mailchi.mp
post blog.google
post huggingface.co/blog lilianweng.github.io analyticsvidhya.com machinelearningmastery.com
post kdnuggets.com
discussion reddit.com news.ycombinator.com stackoverflow.com stackexchange.com quora.com lobste.rs
discussion zhihu.com
discussion groups.google.com discord.com discord.gg t.me slack.com gitter.im zulipchat.com v2ex.com
social twitter.com facebook.com linkedin.com instagram.com weibo.com bsky.app threads.net tiktok.com
social mastodon.social fosstodon.org hachyderm.io mstdn.social sigmoid.social
event meetup.com luma.com hasgeek.com sessionize.com papercall.io ti.to pretix.eu mobilizon.fr
event meet.jit.si
event facebook.com/events linkedin.com/events kaggle.com/c kaggle.com/competitions
job jobs.lever.co greenhouse.io workable.com bamboohr.com angel.co wellfound.com welcometothejungle.com
job ashbyhq.com
job linkedin.com/jobs indeed.com smartrecruiters.com homerun.co recruitee.com facebook.com/careers
page docs.google.com/forms docs.google.com/document drive.google.com dropbox.com
""")
"""``host`` or ``host/folder`` -> kind; the most exact counts."""
_SHAPES = patterns(
    ("mailto:", r"mailto:.*", "mail"),
    (".ipynb", r"[^?]+\.ipynb(?:[?#].*)?", "notebook"),
    ("kaggle.com/", r"kaggle\.com/[^/]+/[^/]+/(?:notebook|code)", "notebook"),
    ("git", r"git(?:hub|lab)\.com/[^?]+/(?:issues|pull|discussions|merge_requests)(?:[/?].*)?", "discussion"),
    ("/t/", r"[^/]+/t/[^/?]+/\d+.*", "discussion"),
    ("/@", r"[^/]+/@[^/?]+/\d{8,}", "social"),
    (".edu/", r"[^/]+\.edu/(?:courses?|class|classes)(?:/.*)?", "course"),
    ("cs", r"cs\d+\w*\.[^/]+(?:/.*)?", "course"),
    ("nature.com/", r"nature\.com/articles/d\d+.*", "post"),
    ("amazon.", r"amazon\.[a-z.]+/dp/\w+", "book"),
    ("conf", r"[^/]+conf\d*\.\w+/.*", "event"),
)
_ENDINGS = table("""
paper pdf ps
image png jpg jpeg gif svg webp
video mp4 webm mov
podcast mp3 m4a ogg
slides ppt pptx key
dataset csv tsv jsonl parquet
""")
_WORDS = table("""
paper paper papers publication publications pub pubs proceedings preprint preprints papier artigo makale
paper 论文 ورقة
code code repo repository código kod 代码 كود
dataset dataset datasets corpus corpora 数据集
notebook notebook notebooks colab
demo demo demos playground apps
video video videos vídeo vidéo watch webinar webinars فيديو 视频
podcast podcast podcasts episode episodes show_notes 播客
slides slides talks slide diapositives sunum
course course courses teaching lectures lecture syllabus mooc specializations curso cours kurs ders دورة
course 课程
book book books ebook livro livre libro kitap كتاب
documentation docs doc documentation reference manual api api_docs wiki handbook guide guides rfcs 文档
documentation tutorial tutorials tutoriel tutoriais eğitim
post blog blogs blogposts blogpost weblog post posts article articles news newsletter newsletters story
post stories essays
post essay journal magazine releases announcements interviews thisweek changelog lil-log 博客
discussion forum forums discuss discussion discussions thread threads pipermail chat irc community
event event events eventbrite meetup meetups conference conferences schedule tickets workshop workshops
event cfp calendar
job job jobs career careers position positions vacancies vacancy hiring
""")
"""Folder, part of a host's name, or word of a short link text -> kind."""
_DATED_OR_LONG_NAME = re.compile(
    r".*/(?:19|20)\d\d(?:[/-]\d\d?)?[/-].*|.*/[^/.]+(?:[-_]+[^/._-]+){3,}(?:\.html?|\.md)?"
)
"""What articles are called: ``/2020/04/title``, or a name of four words and more."""


@lru_cache(maxsize=1 << 15)
def kind(url: str, text: str = "") -> str:
    """What the address leads to, one of :data:`KINDS`: by its site, else its words, else the link's text."""
    address = canonical(url)
    for cue, pattern, shape in _SHAPES:
        if cue in address and pattern.fullmatch(address):
            return shape
    place = address.partition("#")[0].partition("?")[0].lower()
    host, *folders = place.split("/")
    return (
        _ENDINGS.get(place.rpartition(".")[2] if folders else "")
        or _kind_of_place(host.partition(":")[0].split("."), folders)
        or next((_WORDS[word] for word in (*host.split("."), *folders) if word in _WORDS), "")
        or ("post" if _DATED_OR_LONG_NAME.fullmatch(place) else "")
        or _kind_of_words(re.findall(r"[^\W_]+", text.lower()))
        or "page"
    )


def _kind_of_words(words: list[str]) -> str:
    return next((_WORDS[word] for word in words if word in _WORDS), "") if len(words) <= 3 else ""


def _kind_of_place(labels: list[str], folders: list[str]) -> str:
    for start in range(len(labels) - 1):
        site = ".".join(labels[start:])
        if found := _PLACES.get("/".join((site, *folders[:1]))) or _PLACES.get(site):
            return found
    return ""
