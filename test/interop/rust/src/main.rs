//! rasn's COER (IEEE 1609.2) and UPER (DSRC of TS 103 301, as c-its-parser has it), asked over lines: `<type> <hex>` is decoded and answered with `ok <re-encoded hex> <JER>`,
//! `<type> jer <json>` is encoded and answered with `ok <hex>`; what it refuses is answered with `err <why>`.
use c_its_parser::standards::dsrc_2_2_1::etsi_its_dsrc::{
    MapData, RTCMcorrections, RequestorDescription, SignalRequestMessage, SignalStatusMessage, SPAT,
};
use c_its_parser::standards::{
    mapem_2_2_1::mapem_pdu_descriptions::MAPEM, spatem_2_2_1::spatem_pdu_descriptions::SPATEM,
    srem_2_2_1::srem_pdu_descriptions::SREM, ssem_2_2_1::ssem_pdu_descriptions::SSEM,
};
use rasn::{AsnType, Codec, Decode, Decoder, Encode};
use rasn_its::ieee1609dot2::{
    base_types::*, crl::CrlSsp, crl_base_types::CrlContents, peer2peer::*, *,
};
use rasn_its::ts103097::extension_module::{EtsiTs102941CrlRequest, EtsiTs102941DeltaCtlRequest};
use std::io::{BufRead, Write};

/// The envelope as 8.4.1 of IEEE 1609.2 has it, without the extension marker of Ieee1609Dot2Peer2PeerPDU of rasn-its; what
/// is in it is rasn-its's.
#[derive(AsnType, Debug, Clone, Decode, Encode, PartialEq, Eq)]
#[rasn(automatic_tags)]
struct Peer2PeerPDU {
    #[rasn(value("1"))]
    version: u8,
    content: Ieee1609Dot2Peer2PeerPduContent,
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|o| format!("{o:02x}")).collect()
}

fn octets(text: &str) -> Option<Vec<u8>> {
    if text.len() % 2 != 0 {
        return None;
    }
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(text.get(i..i + 2)?, 16).ok()).collect()
}

fn ask<T: Decode + Encode>(rules: Codec, question: &str) -> Result<String, String> {
    if let Some(json) = question.strip_prefix("jer ") {
        let value: T = rasn::jer::decode(json).map_err(|e| format!("jer: {e}"))?;
        return Ok(hex(&rules.encode_to_binary(&value).map_err(|e| format!("encode: {e}"))?));
    }
    let input = octets(question).ok_or("not hexadecimal")?;
    let value: T = rules.decode_from_binary(&input).map_err(|e| format!("decode: {e}"))?;
    let back = rules.encode_to_binary(&value).map_err(|e| format!("encode: {e}"))?;
    let json = rasn::jer::encode(&value).unwrap_or_else(|e| format!("? {e}"));
    Ok(format!("{} {json}", hex(&back)))
}

macro_rules! answers {
    ($kind:expr, $question:expr, coer: $($c:ty),*; uper: $($u:ty),*;) => {
        match $kind {
            $(stringify!($c) => ask::<$c>(Codec::Coer, $question),)*
            $(stringify!($u) => ask::<$u>(Codec::Uper, $question),)*
            other => Err(format!("no type {other}")),
        }
    };
}

fn answer(line: &str) -> Result<String, String> {
    let (kind, question) = line.split_once(' ').ok_or("a line is <type> <hex>")?;
    answers!(
        kind, question,
        coer: Ieee1609Dot2Data, SignedData, ToBeSignedData, HeaderInfo, EncryptedData, RecipientInfo, Certificate,
        ToBeSignedCertificate, PsidGroupPermissions, PsidSsp, GeographicRegion, Signature, PublicVerificationKey,
        CrlContents, CrlSsp, Ieee1609Dot2Peer2PeerPDU, Peer2PeerPDU, EtsiTs102941CrlRequest,
        EtsiTs102941DeltaCtlRequest;
        uper: SignalRequestMessage, SignalStatusMessage, SPAT, MapData, RTCMcorrections, RequestorDescription,
        SREM, SSEM, SPATEM, MAPEM;
    )
}

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("lines of text");
        let said = std::panic::catch_unwind(|| answer(&line)).unwrap_or_else(|_| Err("it panicked".into()));
        let text = match said {
            Ok(text) => format!("ok {text}"),
            Err(text) => format!("err {text}"),
        };
        writeln!(out, "{}", text.replace(['\n', '\r'], " ")).expect("somebody who reads");
        out.flush().expect("somebody who reads");
    }
}
