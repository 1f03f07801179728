"""The headers of MPEG audio and ADTS frames, by which files without a signature are known and checked."""

from collections.abc import Iterable

_BITRATES_KBPS = {
    # (is MPEG-1, layer): bit rates by index 1..14
    (True, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES_HZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_MPEG_1, _RESERVED_VERSION, _RESERVED_LAYER, _MONO = 3, 1, 4, 3
# Of layer III: the bytes of side information, by (is MPEG-1, is mono).
_SIDE_BYTES = {(True, False): 32, (True, True): 17, (False, False): 17, (False, True): 9}
_CRC_POLYNOMIAL = 0x8005


def mpeg_frame_bytes(header: bytes) -> int:
    """Return the length of an MPEG audio frame, 0 where ``header`` starts none or one of free format."""
    if not is_mpeg_header(header):
        return 0
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    bitrate_index, rate_index, padding = header[2] >> 4, header[2] >> 2 & 3, header[2] >> 1 & 1
    if not bitrate_index:
        return 0
    bits_per_s = _BITRATES_KBPS[version == _MPEG_1, layer][bitrate_index - 1] * 1000
    rate_hz = _RATES_HZ[version][rate_index]
    if layer == 1:
        return (12 * bits_per_s // rate_hz + padding) * 4
    samples = 1152 if layer == 2 or version == _MPEG_1 else 576
    return samples // 8 * bits_per_s // rate_hz + padding


def is_mpeg_header(header: bytes) -> bool:
    """Whether four bytes may start an MPEG audio frame, of free format, too."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return False
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    return version != _RESERVED_VERSION and layer != _RESERVED_LAYER and header[2] >> 4 < 15 and header[2] >> 2 & 3 < 3


def same_mpeg_stream(one: bytes, other: bytes) -> bool:
    """Whether two headers agree in all that no encoder changes within a stream: version, layer and rate."""
    return one[1] & 0xFE == other[1] & 0xFE and one[2] & 0x0C == other[2] & 0x0C


def is_free_format(head: bytes) -> bool:
    """Whether ``head`` starts with three frames of free format, whose length only the next frame tells."""
    if not is_mpeg_header(head[:4]) or head[2] >> 4:
        return False
    found: list[int] = []
    at = 0
    while len(found) < 2 and (at := head.find(head[:2], at + 24)) > 0:
        if same_mpeg_stream(head[:4], head[at : at + 4].ljust(4, b"\0")) and not head[at + 2] >> 4:
            found.append(at)
    return len(found) == 2 and abs(found[1] - 2 * found[0]) <= 1


def adts_frame_bytes(header: bytes) -> int:
    """Return the length of an ADTS frame, 0 where ``header`` starts none."""
    if len(header) < 6 or header[0] != 0xFF or header[1] & 0xF6 != 0xF0 or header[2] >> 2 & 15 > 12:
        return 0
    length = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
    return length if length > 7 else 0


def same_adts_stream(one: bytes, other: bytes) -> bool:
    """Whether two ADTS headers agree in version, profile, rate and channels."""
    return one[:2] == other[:2] and one[2] == other[2] and one[3] & 0xC0 == other[3] & 0xC0


def id3_tag_bytes(header: bytes) -> int:
    """Return the length of the ID3v2 tag that ten bytes start, 0 where they start none."""
    if len(header) < 10 or header[:3] != b"ID3":
        return 0
    size = 0
    for byte in header[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size + (10 if header[5] & 0x10 else 0)


def fails_its_crc(frame: bytes) -> bool:
    """Whether an MPEG layer III frame carries a checksum of its header and side information, and another than theirs.

    ISO 11172-3, 2.4.3.1: CRC-16, polynomial 0x8005, over the last two bytes of the header and the side information.
    """
    if not is_mpeg_header(frame[:4]) or frame[1] & 1 or frame[1] >> 1 & 3 != 1:
        return False
    side_bytes = _SIDE_BYTES[frame[1] >> 3 & 3 == _MPEG_1, frame[3] >> 6 == _MONO]
    if len(frame) < 6 + side_bytes:
        return False
    return _crc(frame[2:4] + frame[6 : 6 + side_bytes]) != int.from_bytes(frame[4:6], "big")


def _crc(data: Iterable[int]) -> int:
    crc = 0xFFFF
    for byte in data:
        crc = (crc << 8 & 0xFFFF) ^ _CRC_TABLE[crc >> 8 ^ byte]
    return crc


def _crc_of(byte: int) -> int:
    crc = byte << 8
    for _ in range(8):
        crc = (crc << 1 ^ (_CRC_POLYNOMIAL if crc & 0x8000 else 0)) & 0xFFFF
    return crc


_CRC_TABLE = tuple(_crc_of(byte) for byte in range(256))
