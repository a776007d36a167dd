import { defineProblems } from '#shared/problem.ts'

/** What can be the matter with a file somebody sends, and what they do next. */
export const fileProblem = defineProblems({
  file_empty: [
    422,
    '文件是空的。请确认选对了文件，保存后重新上传。',
    'The file is empty. Check that you chose the right one, save it, and upload again.',
  ],
  file_too_large: [
    413,
    '文件太大（{size}），最多 {limit}。请删去图片和无关的工作表，或分成几个文件上传。',
    'The file is too large ({size}; at most {limit}). Remove pictures and unrelated sheets, or split it.',
  ],
  file_unpacks_too_large: [
    413,
    '文件解压后异常庞大，为安全起见未打开。请把表格内容复制到新建的工作簿，另存为 .xlsx 再上传。',
    'The file unpacks to an abnormal size and was not opened, for safety. Copy the table into a new workbook, save it as .xlsx, and upload that.',
  ],
  file_has_macros: [
    422,
    '文件带有宏，为安全起见未打开。请在 Excel 中“另存为”不带宏的 .xlsx 再上传。',
    'The workbook contains macros and was not opened, for safety. In Excel use “Save as” .xlsx (without macros) and upload that.',
  ],
  file_encrypted: [
    422,
    '文件有打开密码。请打开后去掉密码，另存再上传；密码不要发给任何人。',
    'The file is protected by a password. Open it, remove the password, save, and upload again. Do not send the password to anyone.',
  ],
  file_broken: [
    422,
    '文件已损坏或没有传完整。请让发送方重新发送，或用 Excel 打开后另存为 .xlsx 再上传。',
    'The file is damaged or incomplete. Ask for it again, or open it in Excel, save it as .xlsx, and upload that.',
  ],
  file_wrong_kind: [
    415,
    '这是{kind}，不是表格。请上传 Excel（.xlsx、.xls）或 CSV 文件。',
    'This is {kind}, not a table. Upload an Excel (.xlsx, .xls) or CSV file.',
  ],
  file_needs_resaving: [
    415,
    '暂不能直接读取{kind}。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。',
    'Cannot read {kind} directly. Open it in Excel or WPS, save it as .xlsx, and upload that.',
  ],
  file_line_too_long: [
    422,
    '第 {row} 行过长（超过 {limit} 个字符），不像名单。请确认文件的行没有连成一行，引号成对。',
    'Row {row} is too long (over {limit} characters) to be part of a list. Check that the lines are separate and that quotes come in pairs.',
  ],
  file_quote_open: [
    422,
    '第 {row} 行起有一个引号没有配对，后面的内容无法分行。请改正引号后重新上传。',
    'A quotation mark opened at row {row} is never closed, so the rest cannot be split into rows. Mend it and upload again.',
  ],
  file_too_many_columns: [
    422,
    '工作表“{sheet}”第 {row} 行有 {columns} 列以上的内容（最多 {limit} 列）。请只保留名单需要的列。',
    'Sheet “{sheet}”, row {row}, has content beyond column {columns} (at most {limit}). Keep only the columns that the list needs.',
  ],
  file_too_many_rows: [
    413,
    '工作表“{sheet}”超过 {limit} 行。请分成几个文件上传。',
    'Sheet “{sheet}” has more than {limit} rows. Split it into several files.',
  ],
  file_no_header: [
    422,
    '没有找到表头（如“姓名”“证件号码”“联系电话”所在的一行）。请在名单第一行写上各列名称再上传。',
    'No header row was found (the row with words such as name, ID number, phone). Write the column names above the list and upload again.',
  ],
  file_no_table: [
    422,
    '文件里没有可读的表格。请用 Excel 打开原文件，另存为 .xlsx 再上传。',
    'The file holds no readable table. Open the original in Excel, save it as .xlsx, and upload that.',
  ],
  file_probably_truncated: [
    422,
    '工作表“{sheet}”正好有 {rows} 行，这是该格式的上限，后面的人很可能已被截掉。请向发送方核对总数，或索取 .xlsx。',
    'Sheet “{sheet}” has exactly {rows} rows, the most this format can hold: people after that were probably cut off. Check the total with the sender, or ask for .xlsx.',
  ],
  file_characters_lost: [
    422,
    '文件中有无法识别的字符（显示为“\uFFFD”），可能在转换编码时已损坏。请核对姓名，必要时索取原文件。',
    'Some characters could not be read (shown as “\uFFFD”); they may have been lost in an earlier conversion. Check names, and ask for the original if need be.',
  ],
})
