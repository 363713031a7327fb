"""The receipt of a logged signature, as a file that proves itself."""

from undersigned.core.leaf import SignatoryKind, SignLeaf, TextLeaf
from undersigned.core.opening import FIELDS, absent_digests
from undersigned.core.receipt import Receipt, format_receipt
from undersigned.core.tlog.tiles import ReadTile, inclusion_proof
from undersigned.models import Signature, TreeHead
from undersigned.queries.log_files import NotInLog, published_head, tile_reader, vkey


class ReceiptMaker:
    """Makes receipts under the published head of one letter; tiles are read once for all."""

    def __init__(self, letter_id: str) -> None:
        """Raises NotInLog when the letter has no published head."""
        self._head: TreeHead = published_head(letter_id)
        self.vkey = vkey(letter_id)
        self._read: ReadTile = tile_reader(letter_id)
        self._texts: dict[int, TextLeaf] = {}

    def make(self, signature: Signature) -> bytes:
        """The receipt file. Raises NotInLog while the signature has no published place."""
        index, master = signature.log_index, signature.master
        if index is None or master is None or index >= self._head.size:
            raise NotInLog(f"signature {signature.pk}")
        letter, size = signature.letter_id, self._head.size
        text_index, text_leaf = self._text(signature)
        fields = signature.committed_fields()
        receipt = Receipt(
            leaf=SignLeaf(
                letter,
                text_index,
                SignatoryKind(signature.kind),
                bytes(signature.commitment or b""),
            ),
            index=index,
            proof=inclusion_proof(index, size, self._read),
            checkpoint=bytes(self._head.checkpoint),
            master=bytes(master),
            fields=tuple((name, fields[name]) for name in FIELDS if name in fields),
            absent=tuple(
                absent_digests(letter, bytes(master), fields, signature.erased_digests()).items()
            ),
            text_leaf=text_leaf,
            text_proof=inclusion_proof(text_index, size, self._read),
            vkey=self.vkey,
        )
        return format_receipt(receipt)

    def _text(self, signature: Signature) -> tuple[int, TextLeaf]:
        edition = signature.edition
        if edition.log_index is None:
            raise NotInLog(f"edition {edition.pk}")
        if edition.pk not in self._texts:
            digests = edition.texts.values_list("language", "digest")
            self._texts[edition.pk] = TextLeaf(
                signature.letter_id,
                edition.number,
                tuple((language, bytes(digest)) for language, digest in digests),
            )
        return edition.log_index, self._texts[edition.pk]
