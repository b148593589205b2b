//! Reading of a CSV file in pieces: delimiter, encoding and rows.

use domain::import::{ROW_MAX, Unreadable, sniff};
use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
};

/// Bytes that are read to detect the kind of the file.
const LOOK: usize = 64 * 1024;
const BOM: &[u8] = b"\xef\xbb\xbf";

/// A row of the file: its line and its cells, or an approximation of cells that are not valid text.
pub(super) struct FileRow {
    pub line: i64,
    pub cells: Result<Vec<String>, Vec<String>>,
}

/// The position of a row in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FilePosition {
    pub bytes: i64,
    pub lines: i64,
}

/// An open file, positioned after its header.
pub(super) struct Source {
    reader: csv::Reader<RowLimit<BufReader<File>>>,
    pub headers: Vec<String>,
    offset: u64,
    line: u64,
}

impl Source {
    /// Opens a file at its first row.
    pub fn open(path: &Path) -> io::Result<Result<Self, Unreadable>> {
        let mut file = File::open(path)?;
        let mut start = Vec::with_capacity(LOOK);
        file.by_ref().take(LOOK as u64).read_to_end(&mut start)?;
        let text = start.strip_prefix(BOM).unwrap_or(&start);
        if text.iter().all(u8::is_ascii_whitespace) {
            return Ok(Err(Unreadable::Empty));
        }
        if text.starts_with(b"PK\x03\x04") || text.starts_with(b"\xd0\xcf\x11\xe0") {
            return Ok(Err(Unreadable::Spreadsheet));
        }
        if text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff") || text.contains(&0) {
            return Ok(Err(Unreadable::NotUtf8));
        }
        let separator = sniff(&String::from_utf8_lossy(text));
        let skipped = (start.len() - text.len()) as u64;
        file.seek(SeekFrom::Start(skipped))?;
        let reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .has_headers(false)
            .from_reader(RowLimit { file: BufReader::with_capacity(LOOK, file), left: ROW_MAX });
        let mut source = Self { reader, headers: Vec::new(), offset: skipped, line: 0 };
        let mut header = csv::ByteRecord::new();
        if !source.read(&mut header)? {
            return Ok(Err(Unreadable::Empty));
        }
        let Ok(headers) = texts(&header) else { return Ok(Err(Unreadable::NotUtf8)) };
        Ok(Ok(Self { headers, ..source }))
    }

    /// Moves to the position at which a batch ended.
    pub fn go_to(&mut self, place: FilePosition) -> io::Result<()> {
        let bytes = u64::try_from(place.bytes).unwrap_or_default();
        if bytes <= self.offset + self.reader.position().byte() {
            return Ok(());
        }
        let mut position = csv::Position::new();
        position.set_byte(bytes);
        self.reader.seek_raw(SeekFrom::Start(bytes), position)?;
        // After a seek the reader counts bytes from the start of the file but lines from here.
        self.offset = 0;
        self.line = u64::try_from(place.lines).unwrap_or_default();
        Ok(())
    }

    /// The next rows, fewer only at the end of the file, and the position after them.
    pub fn next_rows(&mut self, most: usize) -> io::Result<(Vec<FileRow>, FilePosition)> {
        let mut rows = Vec::new();
        let mut record = csv::ByteRecord::new();
        while rows.len() < most && self.read(&mut record)? {
            let line = record.position().map_or(0, csv::Position::line) + self.line;
            rows.push(FileRow { line: i64::try_from(line).unwrap_or_default(), cells: texts(&record) });
        }
        let here = self.reader.position();
        let place = FilePosition {
            bytes: i64::try_from(here.byte() + self.offset).unwrap_or(i64::MAX),
            lines: i64::try_from((here.line() - 1) + self.line).unwrap_or(i64::MAX),
        };
        Ok((rows, place))
    }

    fn read(&mut self, record: &mut csv::ByteRecord) -> io::Result<bool> {
        self.reader.get_mut().left = ROW_MAX;
        self.reader.read_byte_record(record).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => error,
            other => io::Error::other(format!("{other:?}")),
        })
    }
}

/// A reader that limits the number of bytes of a row.
struct RowLimit<R> {
    file: R,
    left: usize,
}

impl<R: Read> Read for RowLimit<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = self.left.min(buffer.len());
        let read = self.file.read(buffer.get_mut(..most).unwrap_or_default())?;
        self.left -= read;
        if most == 0 && !buffer.is_empty() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a row is too long"));
        }
        Ok(read)
    }
}

impl<R: Seek> Seek for RowLimit<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// The cells, if all are valid text. A NUL character is not: PostgreSQL cannot store it.
fn texts(record: &csv::ByteRecord) -> Result<Vec<String>, Vec<String>> {
    let text = |cell: &[u8]| String::from_utf8(cell.to_vec()).ok().filter(|text| !text.contains('\0'));
    let cells: Option<Vec<String>> = record.iter().map(text).collect();
    cells.ok_or_else(|| record.iter().map(|cell| String::from_utf8_lossy(cell).replace('\0', "\u{fffd}")).collect())
}
