"""Names the formats that people send and that are not read, so that nobody looks for damage that there is not."""

from audiostudio.audio.codecs.mpeg_frames import is_free_format

# By how a file begins. Those that are sound are files that FFmpeg, libsndfile or sox write.
_BY_MAGIC = (
    (b"Creative Voice File\x1a", "a Creative Voice file (VOC)"),
    (b".SoX", "a file of SoX's own format"),
    (b"XoS.", "a file of SoX's own format"),
    (b"NIST_1A", "a NIST SPHERE file"),
    *((bytes((0x64, 0xA3, machine, 0)), "an IRCAM file") for machine in range(1, 5)),
    *((bytes((0, machine, 0xA3, 0x64)), "an IRCAM file") for machine in range(1, 5)),
    (b" paf", "an Ensoniq PARIS file (PAF)"),
    (b"fap ", "an Ensoniq PARIS file (PAF)"),
    (b"PVF1", "a Portable Voice Format file (PVF)"),
    (b"2BIT", "an Audio Visual Research file (AVR)"),
    (b"MATLAB", "a MATLAB file"),
    (b"\xf0\x7e", "a MIDI sample dump (SDS)"),
    (b"Extended Instrument: ", "a FastTracker instrument (XI)"),
    (b"ALawSoundFile**", "a Psion sound file (WVE)"),
    (b"LM8953", "a Turtle Beach SampleVision file"),
    (b"SOUND SAMPLE DATA ", "a Turtle Beach SampleVision file"),
    (b"MThd", "a MIDI file"),
    (b"DSD ", "a DSD file (DSF)"),
    (b"FRM8", "a DSD file (DSDIFF)"),
    (b"MPCK", "a Musepack file"),
    (b"MP+", "a Musepack file"),
    (b"OFR ", "an OptimFROG file"),
    (b"ajkg", "a Shorten file"),
    (b"tBaK", "a TAK file"),
    (b"ADIF", "AAC in ADIF"),
    (b"\x0b\x77", "an AC-3 file"),
    (b"\x7f\xfe\x80\x01", "a DTS file"),
    (b"\xfe\x7f\x01\x80", "a DTS file"),
    (b"#!iLBC", "an iLBC file"),
    (b".ra\xfd", "a RealAudio file"),
    (b".RMF", "a RealMedia file"),
    (b"FLV\x01", "a Flash video (FLV)"),
    (b"FWS", "a Flash film (SWF)"),
    (b"CWS", "a Flash film (SWF)"),
    (b"\x00\x00\x01\xba", "an MPEG programme stream"),
    (b"\x00\x00\x01\xb3", "an MPEG video"),
    (b"nut/multimedia container", "a NUT file"),
    (b"\x06\x0e\x2b\x34", "an MXF file"),
    (b"\xb7\xd8\x00\x20", "a Windows television recording (WTV)"),
    (b"Extended Module: ", "a tracker module"),
    (b"IMPM", "a tracker module"),
    (b"ID3", "a tag without sound"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"#EXTM3U", "a playlist"),
    (b"[playlist]", "a playlist"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
)
_RIFF_FORMS = {b"AVI ": "an AVI film", b"RMID": "a MIDI file", b"QLCM": "a QCP file", b"WEBP": "a picture (WebP)"}
_IFF_FORMS = {b"8SVX": "an Amiga sound (8SVX)", b"16SV": "an Amiga sound (16SV)", b"MAUD": "an Amiga sound (MAUD)"}
_TRANSPORT_PACKETS = (
    (188, 0),
    (192, 4),
    (204, 0),
)  # length of a packet of an MPEG transport stream, and where it syncs


def name_of_unread(head: bytes) -> str | None:
    """Return what a file is that begins with ``head``, where it is known and not read."""
    if head[:4] in (b"RIFF", b"RIFX"):
        return _RIFF_FORMS.get(head[8:12], "a RIFF file without sound")
    if head[:4] == b"FORM":
        return _IFF_FORMS.get(head[8:12], "an IFF file without sound")
    lowered = head[:32].lstrip().lower()
    for magic, name in _BY_MAGIC:
        if head.startswith(magic) or (magic[:1] in b"<[" and lowered.startswith(magic)):
            return name
    for length, sync in _TRANSPORT_PACKETS:
        marks = head[sync : sync + 5 * length : length]
        if len(marks) == 5 and set(marks) == {0x47}:
            return "an MPEG transport stream"
    return "an MP3 file of free format" if is_free_format(head) else None
