"""OpenStreetMap XML: read whole, and refused in plain words where it is odd."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server.map.extract import REFS_MAX, Extract
from sync.server.map.extract_files import read_extract
from sync.server.map.trouble import MapTrouble
from sync.server.map.xml_reader import TOKEN_BYTES_MAX, read_xml
from tests.server.map.extract_in_hand import MONTE_CARLO, packed_xml, untold, village

NODE = '<node id="1" lat="47" lon="2"/>'


def read(text: str | bytes) -> Extract:
    raw = text.encode() if isinstance(text, str) else text
    return read_xml(raw[i : i + 97] for i in range(0, len(raw), 97))


def refused(text: str | bytes) -> str:
    with pytest.raises(MapTrouble) as caught:
        read(text)
    return str(caught.value)


def test_village_is_read_with_its_tags_and_members() -> None:
    extract = read(village().xml())
    street = extract.ways[1000]
    assert street.tags == {"highway": "residential", "name": "Rue de l'Église"}
    assert extract.line(street)[1] == (2.0, 47.0)
    assert [member.role for member in extract.relations[0].members] == ["outer", "inner"]
    assert {"amenity": "school", "name": "École Jules Ferry"} in extract.marks.values()


def test_real_extract_is_read_from_its_packed_file(tmp_path: Path) -> None:
    extract = read_extract(MONTE_CARLO, untold)
    assert extract.bounds is not None
    assert "Boulevard des Moulins" in {way.tags.get("name") for way in extract.ways.values()}


def test_nodes_in_any_order_are_found() -> None:
    extract = read(
        '<osm><node id="9" lat="1" lon="2"/><node id="-4" lat="3" lon="4"/><node id="5" lat="5" lon="6"/></osm>'
    )
    assert [extract.position(number) for number in (-4, 5, 9, 7)] == [(4.0, 3.0), (6.0, 5.0), (2.0, 1.0), None]


def test_deleted_and_unknown_elements_are_passed_over() -> None:
    text = (
        f'<osm><note>x</note>{NODE}<node id="2" visible="false"/><way id="3" action="delete"><nd ref="1"/></way></osm>'
    )
    extract = read(text)
    assert extract.position(2) is None
    assert not extract.ways


def test_entities_that_expand_are_refused() -> None:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    text = f'<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY l0 "ha">{laughs}]><osm>{NODE}<tag k="a" v="&l11;"/></osm>'
    assert "document type" in refused(text)


def test_file_of_the_machine_is_not_read_through_an_entity() -> None:
    text = f'<!DOCTYPE osm [<!ENTITY x SYSTEM "file:secret">]><osm>{NODE}<tag k="a" v="&x;"/></osm>'
    assert "document type" in refused(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<gpx></gpx>", "no OpenStreetMap extract"),
        ("<osm></osm>", "no node"),
        (f"<osm>{NODE}", "not whole XML"),
        (f"<osm>{NODE}</way></osm>", "not whole XML"),
        ("", "not whole XML"),
        ('<osm><node id="x" lat="1" lon="2"/></osm>', "`id` is not a number"),
        ('<osm><node id="1" lat="nan" lon="2"/></osm>', "not on Earth"),
        ('<osm><node id="1" lat="91" lon="2"/></osm>', "not on Earth"),
        ('<osm><node id="1" lon="2"/></osm>', "`lat` is not a number"),
        ('<osm><node id="99999999999999999999" lat="1" lon="2"/></osm>', "out of range"),
        (f'<osm>{NODE}<way id="2"><nd/></way></osm>', "`ref` is not a number"),
        (f'<osm>{NODE}<way id="2"><tag k="a"/></way></osm>', "no value"),
        (f'<osm>{NODE}<relation id="2"><member type="house" ref="1"/></relation></osm>', "neither node, way nor"),
        (f"<osm>{'<a>' * 20}{'</a>' * 20}</osm>", "nested too deep"),
        (b"<osm>\xff\xfe</osm>", "not whole XML"),
    ],
)
def test_odd_text_is_refused_in_plain_words(text: str | bytes, says: str) -> None:
    assert says in refused(text)


def test_trouble_names_its_line() -> None:
    assert "line 3" in refused('<osm>\n<node id="1" lat="1" lon="2"/>\n<node id="2" lat="x" lon="2"/>\n</osm>')


def test_token_without_end_is_refused_before_it_fills_the_memory() -> None:
    def endless() -> Iterator[bytes]:
        yield b'<osm><node id="1" lat="1" lon="'
        for _ in range(100):
            yield b"2" * (TOKEN_BYTES_MAX // 8)

    with pytest.raises(MapTrouble, match="longer than"):
        read_xml(endless())


def test_way_with_endless_nodes_is_refused() -> None:
    parts = "<nd ref='1'/>" * (REFS_MAX + 1)
    assert "more parts" in refused(f'<osm>{NODE}<way id="2">{parts}</way></osm>')


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_packed_file_that_is_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    whole = packed_xml(village().xml())
    path = tmp_path / "cut.osm.gz"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(MapTrouble, match=r"cut\.osm\.gz is cut off or damaged|not whole XML"):
        read_extract(path, untold)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"BZh91AY&SY", "bzip2"),
        (b"PK\x03\x04", "zip archive"),
        (b"SQLite format 3\x00", "map pack already"),
        (b"hello", "no OpenStreetMap extract"),
        (packed_xml(b"hello"), "no OpenStreetMap XML"),
        (b"\x00\x00\x00\x0d\x0a\x09OtherKind\x18\x01", "no OpenStreetMap extract"),
    ],
)
def test_file_of_another_kind_is_named_for_what_it_is(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "town.osm.pbf"
    path.write_bytes(content)
    with pytest.raises(MapTrouble, match=says):
        read_extract(path, untold)


def test_missing_file_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(MapTrouble, match="cannot be read"):
        read_extract(tmp_path / "none.osm", untold)


def test_kind_is_seen_in_the_content_and_not_in_the_name(tmp_path: Path) -> None:
    path = tmp_path / "wrong.osm.pbf"
    path.write_bytes(b"\xef\xbb\xbf" + village().xml())
    assert read_extract(path, untold).ways
