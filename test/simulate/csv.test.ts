import assert from 'node:assert/strict';
import { CsvError, readCsv } from '../../scripts/simulate/csv.ts';

describe('a CSV', () => {
  const cells = (text: string) => readCsv(text).rows.map((row) => row.cells);

  it('is read by the names in its first line', () => {
    assert.deepEqual(cells('Amount, currency\n19.99,EUR\n5,USD\n'), [
      { amount: '19.99', currency: 'EUR' },
      { amount: '5', currency: 'USD' },
    ]);
  });

  it('may hold separators, line ends and quotes within quotes', () => {
    assert.deepEqual(cells('name,city\r\n"Silva, Maria","a ""big""\ntown"\r\n'), [
      { name: 'Silva, Maria', city: 'a "big"\ntown' },
    ]);
  });

  it('may come from a spreadsheet that writes semicolons and a byte-order mark', () => {
    assert.deepEqual(cells('\uFEFFname;amount\nAna;1.5\n'), [{ name: 'Ana', amount: '1.5' }]);
  });

  it('keeps empty cells, and passes over empty lines', () => {
    assert.deepEqual(cells('a,b,c\n\n1,,\n,,\n,2,3'), [
      { a: '1', b: '', c: '' },
      { a: '', b: '2', c: '3' },
    ]);
  });

  it('counts lines as an editor does', () => {
    const lines = readCsv('a\n\n"one\ntwo"\nthree\n').rows.map(({ line }) => line);
    assert.deepEqual(lines, [3, 5]);
  });

  it('is refused with the line where a row has another length or a quote stays open', () => {
    assert.throws(
      () => readCsv('a,b\n1,2\n3\n'),
      new CsvError('line 3 has 1 cells and the head 2: quote a cell that holds a ,'),
    );
    assert.throws(
      () => readCsv('a,b\n1,"2\n'),
      new CsvError('line 2: a quote is not closed, or something follows it'),
    );
    assert.throws(() => readCsv(''), new CsvError('the file is empty: its first line names the columns'));
  });
});
