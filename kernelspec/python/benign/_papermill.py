# SPDX-License-Identifier: Apache-2.0
"""Parameters of papermill as Benign writes them: papermill finds this module by the wheel's entry point."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

from papermill.engines import NBClientEngine  # type: ignore[import-untyped,unused-ignore]
from papermill.translators import Translator, papermill_translators  # type: ignore[import-untyped,unused-ignore]


class BenignTranslator(Translator):  # type: ignore[misc,unused-ignore]
    """Writes a parameter as an assignment of our language."""

    @classmethod
    def translate_str(cls, val: str) -> str:
        return json.dumps(val, ensure_ascii=False)

    @classmethod
    def translate_float(cls, val: float) -> str:
        if math.isfinite(val):
            return repr(val)
        return "nan" if math.isnan(val) else "inf" if val > 0 else "-inf"

    @classmethod
    def translate_list(cls, val: list[object]) -> str:
        return "[" + ", ".join(map(cls.translate, val)) + "]"

    @classmethod
    def translate_dict(cls, val: Mapping[str, object]) -> str:
        raise ValueError("Benign has no dictionaries: give each value a parameter of its own")

    @classmethod
    def comment(cls, cmt_str: str) -> str:
        return f"# {cmt_str}".strip()


papermill_translators.register("benign", BenignTranslator)


class Engine(NBClientEngine):  # type: ignore[misc,unused-ignore]
    """papermill's own engine under our name, which is how the translator gets known."""
