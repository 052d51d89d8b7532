"""Models from labelled sections: order, calibration, abstention, and when one may decide."""

from __future__ import annotations

import random
from dataclasses import replace
from math import log

import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from policytext.classify.decision import Verdict
from policytext.classify.features import joint_features, pairs_of, words_say
from policytext.classify.trained import given, judged, probabilities, trained
from policytext.knowledge import load_knowledge
from policytext.knowledge.load import CUE_RULE, model_fingerprint
from policytext.knowledge.schema.trained import FacetModel, Scored, Words
from policytext.train.comparing import compare, is_better, models_of
from policytext.train.fitting import CALIBRATED, fit
from policytext.train.headings import Paragraph, train_words
from policytext.train.sections import Row, load_rows, save_rows

CODES = ["gov_led", "self_gov", "hybrid"]


def row(document: int, start: int, code: str, **fields: object) -> Row:
    """A section whose cues speak for its code, more or less."""
    chance = random.Random(f"{document} {start}")  # noqa: S311 - the same numbers every time
    scores = {each: round(chance.random() + (3.0 if each == code else 0.0), 3) for each in CODES}
    plain = Row(f"{document:016x}", start, start + 100, "governance_model", (code,), (), (code,), scores, {})
    return replace(plain, **fields)  # type: ignore[arg-type]


def rows(count: int) -> list[Row]:
    """Sections of ten documents; every seventh is labelled otherwise than its cues say."""
    made = [row(at % 10, at, CODES[at % 3]) for at in range(count)]
    return [replace(each, codes=("undetermined",)) if at % 7 == 0 else each for at, each in enumerate(made)]


def test_the_same_rows_give_the_same_model_in_any_order() -> None:
    """To the last digit that is kept."""
    plain = rows(60)
    shuffled = sorted(plain, key=lambda each: str(each.scores))

    assert fit(plain, CODES, single=True) == fit(shuffled, CODES, single=True)


def test_few_sections_are_not_calibrated() -> None:
    """Probabilities are the regression's own, arrays or not."""
    some = sorted(rows(60), key=lambda each: (each.document, each.start))
    model = fit(some, CODES, single=True)
    assert model is not None
    told = [list(joint_features(each.scores, CODES).values()) for each in some]
    plain = LogisticRegression(C=1.0, max_iter=1000).fit(told, [each.codes[0] for each in some])
    expected = dict(zip(plain.classes_, plain.predict_proba(told[:1])[0], strict=True))

    assert 1.0 == model.temperature
    assert expected == pytest.approx(probabilities(model, some[0].scores, ""), abs=5e-3)


@pytest.mark.parametrize("codes", [("gov_led", "self_gov", "hybrid"), ("gov_led", "self_gov")], ids=["three", "two"])
def test_many_sections_are_calibrated_by_temperature(codes: tuple[str, ...]) -> None:
    """The arrays give what scikit-learn's own calibrated model gives."""
    made = [row(at % 10, at, codes[at % len(codes)]) for at in range(CALIBRATED + 40)]
    made = [replace(each, codes=(codes[0],)) if at % 5 == 0 else each for at, each in enumerate(made)]
    some = sorted(made, key=lambda each: (each.document, each.start))
    model = fit(some, CODES, single=True)
    assert model is not None
    told = [list(joint_features(each.scores, CODES).values()) for each in some]
    said = [each.codes[0] for each in some]
    folds = list(GroupKFold(5).split(told, said, [each.document for each in some]))
    whole = CalibratedClassifierCV(
        LogisticRegression(C=1.0, max_iter=1000), method="temperature", cv=folds, ensemble=False
    )
    whole.fit(told, said)

    assert 1.0 != model.temperature
    for at in (0, 7, 50):
        expected = dict(zip(whole.classes_, whole.predict_proba([told[at]])[0], strict=True))
        assert expected == pytest.approx(probabilities(model, some[at].scores, ""), abs=5e-3)


SCORED = Scored(sections=50, documents=5, rule=0.6, model=0.7)
PLAIN = FacetModel(
    single=True, in_force=True, features=("log gov_led", "share gov_led"),
    weights={"gov_led": (1.0, 0.0), "self_gov": (0.0, 0.0)},
    intercepts={"gov_led": 0.0, "self_gov": 0.0}, least=0.6, scored=SCORED,
)  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "score", "code", "reason"),
    [
        ("gov_led", 3.0, "gov_led", None),
        ("self_gov", 3.0, "gov_led", None),
        ("gov_led", 0.0, "undetermined", "model_doubt"),
        ("undetermined", 3.0, "undetermined", "no_cue"),
    ],
    ids=["sure", "sure against the rule", "in doubt", "no mechanism"],
)
def test_a_model_in_force_decides_or_abstains(rule: str, score: float, code: str, reason: str | None) -> None:
    """The rule of inclusion stands before it."""
    verdict = judged(
        PLAIN, Verdict(rule, 0.5, ("mechanism",), "no_cue" if rule == "undetermined" else None), {"gov_led": score}, ""
    )

    assert (code, reason) == (verdict.code, verdict.reason)


@pytest.mark.parametrize(
    ("change", "better"),
    [
        ({}, True),
        ({"model": 0.6}, False),
        ({"model": 0.61}, False),
        ({"documents": 2}, False),
        ({"swaps_model": 1}, False),
        ({"swaps_model": 1, "swaps_rule": 1}, True),
    ],
)
def test_a_model_must_be_better_on_documents_left_out(change: dict[str, float], better: bool) -> None:  # noqa: FBT001 - a test case
    """Better by more than a section in fifty; on three documents at least; and with no more swaps."""
    assert better == is_better(SCORED.model_copy(update=change))


def test_what_the_cue_rule_gets_wrong_a_model_learns() -> None:
    """Where people say otherwise than the cues in every document, the model is in force; where not, it is not."""
    wrong = [replace(row(at % 5, at, CODES[at % 3]), rule=("hybrid",)) for at in range(60)]
    right = [row(at % 5, at, CODES[at % 3]) for at in range(60)]
    for made, better in ((wrong, True), (right, False)):
        compared = compare("governance_model", made, CODES, None, single=True)
        model = models_of([compared], {"governance_model": CODES}, {})["governance_model"]
        assert better == model.in_force
        assert 60 == model.scored.sections


def test_no_document_is_judged_by_a_model_that_saw_it() -> None:
    """A label that stands in one document only is never given there."""
    made = [row(at % 4, at, ("self_gov", "gov_led", "hybrid", "gov_led")[at % 4]) for at in range(40)]
    compared = compare("governance_model", made, CODES, None, single=True)

    assert all(
        codes != ("self_gov",)
        for each, codes in zip(compared.rows, compared.model, strict=True)
        if each.codes == ("self_gov",)
    )


def test_codes_that_stand_side_by_side_are_judged_by_themselves() -> None:
    """With weights that all share, so that a code seen once is judged by the others' examples."""
    made = [
        Row(
            f"{at % 4:016x}",
            at,
            at + 9,
            "service_mode",
            ("care",) if at % 2 else (),
            (),
            (),
            {"care": 4.0 if at % 2 else 0.5},
            {},
        )
        for at in range(40)
    ]
    model = fit(made, ["care", "culture"], single=False)
    assert model is not None

    assert ["care"] == list(given(model, {"care": 5.0}, ""))
    assert ["culture"] == list(given(model, {"culture": 5.0}, ""))
    assert {} == given(model, {"care": 0.5}, "")


def test_words_are_weighed_as_scikit_learn_weighs_them() -> None:
    """Headings label their paragraphs, and their own words are masked."""
    care = [Paragraph(f"{at}", "老年关爱工作。", f"关爱老人吃饭送餐上门{at}号楼") for at in range(20)]
    other = [Paragraph(f"{at}", "道路建设。", f"铺设沥青桥梁通车{at}公里") for at in range(20)]
    model = train_words([*care, *other], {"care": "关爱|老年", "safety": "治安"})

    assert {"care"} == set(model.weights)
    assert "关爱" not in model.pairs
    assert words_say("送餐上门", model)["care"] > 0 > words_say("沥青桥梁", model)["care"]


def test_pairs_do_not_cross_marks() -> None:
    """White space and punctuation part words."""
    assert {"社区": 2, "区里": 1} == pairs_of("社区，社区里 a")


def test_words_follow_the_formula() -> None:
    """1 + log of the count, times the rarity, in a vector of length 1."""
    model = Words(pairs=("社区", "居民"), rarity=(2.0, 1.0), weights={"care": (1.0, 10.0)}, intercepts={"care": -1.0})
    first, second = 2.0 * (1 + log(2)), 1.0
    length = (first**2 + second**2) ** 0.5

    assert -1 + (first + 10 * second) / length == pytest.approx(words_say("社区。社区。居民", model)["care"])


def test_the_shipped_model_and_rows_are_whole(tmp_path) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - pytest's path
    """They load, are written back the same, and no model that is not better is in force."""
    models = trained(load_knowledge())
    save_rows(tmp_path / "rows.jsonl", load_rows())

    assert load_rows()
    assert load_rows() == load_rows(tmp_path / "rows.jsonl")
    assert all(is_better(model.scored) for model in models.facets.values() if model.in_force)
    assert (model_fingerprint() == CUE_RULE) == (not any(model.in_force for model in models.facets.values()))
