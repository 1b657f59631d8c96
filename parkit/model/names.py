"""When two spellings are one name: letter form, case, spaces, dashes, quotes, tone placement, declared short forms.

Both sides of a comparison are brought to the same form, so nothing is ever matched by likeness: a spelling
that is neither declared nor reached by the rewrites below is unknown.
"""

import re
from functools import lru_cache
from typing import Final

from parkit.model.language import fold

# "Hoà" and "Hòa", "Thuỷ" and "Thủy": the tone of an open oa, oe, uy may stand on either vowel.
_NEW_TONES: Final = ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"]
_OLD_TONES: Final = ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"]
_TONES: Final = dict(zip(_NEW_TONES, _OLD_TONES, strict=True))
_OPEN_TONE: Final = re.compile(rf"({'|'.join(_NEW_TONES)})(?!\w)")
_LETTERS: Final = str.maketrans("ð‐‑‒–—―−’‘ʼ´`“”„", "đ-------'''''\"\"\"")
_PLACES: Final = r"(?=(huyện|thành phố|thị xã|quận|xã|phường|thị trấn|tp|h\.|tx|x\.|p\.|tt\.))"

REWRITES: Final[tuple[tuple[str, str], ...]] = (
    (r"\s+-\s*|-\s+", "-"),
    (r"\s*&\s*", " và "),
    (r"\s*(\*+|[¹²³⁴-⁹]+|\(\d{1,2}\)|\[\d{1,2}\])$", ""),
    (r"\bubnd\b", "ủy ban nhân dân"),
    (r"\bhđnd\b", "hội đồng nhân dân"),
    (rf"^ủy ban nhân dân {_PLACES}", ""),
    (r"^tp(\.\s*|\s+)", "thành phố "),
    (r"^tx(\.\s*|\s+)", "thị xã "),
    (r"^tt\.\s*", "thị trấn "),
    (r"^h\.\s*", "huyện "),
    (r"^x\.\s*", "xã "),
    (r"^p\.\s*", "phường "),
    (r"^vp\.?\s", "văn phòng "),
    (r"\b(kh và đt|khđt)\b", "kế hoạch và đầu tư"),
    (r"\b(kh và cn|khcn)\b", "khoa học và công nghệ"),
    (r"\bnn và\b", "nông nghiệp và"),
    (r"\bptnt\b", "phát triển nông thôn"),
    (r"\b(tn và mt|tnmt)\b", "tài nguyên và môi trường"),
    (r"\bvà mt\b", "và môi trường"),
    (r"\b(tt và tt|tttt)\b", "thông tin và truyền thông"),
    (r"\b(gd và đt|gdđt)\b", "giáo dục và đào tạo"),
    (r"\blđ-?tb( và )?xh\b", "lao động-thương binh và xã hội"),
    (r"\bvh(, ?| )?tt và dl\b|\bvhttdl\b", "văn hóa, thể thao và du lịch"),
    (r"\bgtvt\b", "giao thông vận tải"),
    (r"\bcchc\b", "cải cách hành chính"),
    (r"\btthc\b", "thủ tục hành chính"),
    (r"\bvbqppl\b", "văn bản quy phạm pháp luật"),
    (r"\bcntt\b", "công nghệ thông tin"),
    (r"\bxhh\b", "xã hội học"),
)
"""Pattern and what it is read as, in this order, on small letters; the same for declared and for found spellings."""

_ANY: Final = re.compile("|".join(f"(?:{pattern})" for pattern, _ in REWRITES))
_COMPILED: Final = tuple((re.compile(pattern), form) for pattern, form in REWRITES)


@lru_cache(maxsize=100_000)
def canonical(text: str) -> str:
    """Return the form in which two spellings of one name are equal.

    Examples
    --------
    >>> canonical("Sở KH&ĐT") == canonical("SỞ KẾ HOẠCH VÀ ÐẦU TƯ")
    True
    >>> canonical("UBND huyện Tưởng Hoà") == canonical("H. Tưởng Hòa")
    True
    >>> canonical("Sở Noi vụ") == canonical("Sở Nội vụ")
    False
    """
    form = _OPEN_TONE.sub(lambda found: _TONES[found[0]], fold(text).translate(_LETTERS))
    if _ANY.search(form):  # most names need no rewrite, and one search tells
        for pattern, replacement in _COMPILED:
            form = pattern.sub(replacement, form)
    return " ".join(form.split())
