// Broken and hostile spreadsheets, made here so that every byte of them has a reason.
import { constants, crc32, deflateRawSync } from 'node:zlib';

const check = crc32 ?? (bytes => {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let i = 0; i < 8; i++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
});

/** A ZIP archive (APPNOTE.TXT 4.3) of [name, content]; a content may be { packed, size, sum }. */
export const zip = files => {
  const parts = [], list = [];
  let offset = 0;
  for (const [name, content] of files) {
    const plain = content.packed ? content : { packed: deflateRawSync(Buffer.from(content)), size: Buffer.byteLength(content), sum: check(Buffer.from(content)) };
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(8, 8); /* deflated */
    head.writeUInt16LE(0x21, 12); /* 1980-01-01 */
    head.writeUInt32LE(plain.sum, 14);
    head.writeUInt32LE(plain.packed.length, 18);
    head.writeUInt32LE(plain.size, 22);
    head.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    head.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(offset, 42);
    parts.push(head, Buffer.from(name), plain.packed);
    list.push(entry, Buffer.from(name));
    offset += head.length + name.length + plain.packed.length;
  }
  const size = list.reduce((sum, b) => sum + b.length, 0), end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...list, end]);
};

const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
export const workbook = sheet => zip([
  ['[Content_Types].xml', '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'],
  ['_rels/.rels', `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="${relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
  ['xl/workbook.xml', `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${relation}"><sheets><sheet name="1" sheetId="1" r:id="a"/></sheets></workbook>`],
  ['xl/_rels/workbook.xml.rels', `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="${relation}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`],
  ['xl/worksheets/sheet1.xml', sheet],
]);

const cell = (place, text) => `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`;
const sheet = (rows, before = '') => `<?xml version="1.0"?>${before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${rows}</worksheet>`;
const people = `<row r="1">${cell('A1', '姓名')}${cell('B1', '联系电话')}</row><row r="2">${cell('A2', '王桂英')}${cell('B2', '13800138000')}</row>`;

export const good = () => workbook(sheet(`<sheetData>${people}</sheetData>`));
export const truncated = () => { const whole = good(); return whole.subarray(0, whole.length >> 1); };

/** Ten levels of ten: 10^10 times "ha" if anybody unfolds it. */
export const laughs = () => {
  let entities = '<!ENTITY a0 "ha">';
  for (let i = 1; i <= 10; i++) entities += `<!ENTITY a${i} "${`&a${i - 1};`.repeat(10)}">`;
  return workbook(sheet(`<sheetData>${people}<row r="3">${cell('A3', '&a10;')}</row></sheetData>`, `<!DOCTYPE worksheet [${entities}]>`));
};

/** A file of three letters says that it fills the largest sheet that Excel knows. */
export const vast = () => workbook(sheet(`<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" width="9"/></cols><sheetData>${people}<row r="1048576">${cell('XFD1048576', 'x')}</row></sheetData><mergeCells count="1"><mergeCell ref="A3:XFD1048576"/></mergeCells>`));

/** A part of a gigabyte in a megabyte: the same flushed block of spaces over and over. */
export const bomb = () => {
  const block = Buffer.alloc(1 << 24, ' '), count = 64;
  const packed = deflateRawSync(block, { finishFlush: constants.Z_FULL_FLUSH });
  const all = Buffer.concat([Buffer.from(deflateRawSync(Buffer.from(sheet(`<sheetData>${people}`)), { finishFlush: constants.Z_FULL_FLUSH })), ...Array(count).fill(packed), Buffer.from([3, 0])]);
  return workbook({ packed: all, size: block.length * count, sum: 1 });
};

/** What Excel writes with a password: a compound file (MS-CFB) with the streams of MS-OFFCRYPTO. */
export const locked = () => {
  const file = Buffer.alloc(512 * 5);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(file);
  file.writeUInt16LE(0x3e, 24);
  file.writeUInt16LE(3, 26);
  file.writeUInt16LE(0xfffe, 28);
  file.writeUInt16LE(9, 30);
  file.writeUInt16LE(6, 32);
  file.writeUInt32LE(1, 44); /* one FAT sector, */
  file.writeUInt32LE(1, 48); /* the directory begins in sector 1 */
  file.writeUInt32LE(4096, 56);
  file.writeUInt32LE(0xfffffffe, 60);
  file.writeUInt32LE(0xfffffffe, 68);
  file.fill(0xff, 76, 512);
  file.writeUInt32LE(0, 76);
  file.fill(0xff, 512, 1024);
  [0xfffffffd, 0xfffffffe, 0xfffffffe, 0xfffffffe].forEach((next, i) => file.writeUInt32LE(next, 512 + 4 * i));
  ['Root Entry', 'EncryptionInfo', 'EncryptedPackage'].forEach((name, i) => {
    const at = 1024 + 128 * i;
    file.write(name, at, 'utf16le');
    file.writeUInt16LE(2 * name.length + 2, at + 64);
    file[at + 66] = i === 0 ? 5 : 2;
    file[at + 67] = 1;
    file.writeInt32LE(-1, at + 68);
    file.writeInt32LE(i === 1 ? 2 : -1, at + 72);
    file.writeInt32LE(i === 0 ? 1 : -1, at + 76);
    file.writeUInt32LE(i === 0 ? 0xfffffffe : i + 1, at + 116);
    file.writeUInt32LE(i === 0 ? 0 : 512, at + 120);
  });
  return file;
};

export const windowsProgram = () => Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), Buffer.alloc(4096, 0xcc)]);
