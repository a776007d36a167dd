import { defineProblems } from '#shared/problem.ts'

/** What can be the matter with what `qianxian link` was given, and what to do about it. */
export const linkProblem = defineProblems({
  link_file_missing: [404, '找不到文件 {file}，请检查路径。', 'There is no file {file}. Check the path.'],
  link_file_empty: [
    422,
    '{file} 里没有数据行，请确认选对了文件。',
    '{file} holds no rows of data. Check that it is the right one.',
  ],
  link_one_column: [
    422,
    '{file} 只有一列（“{column}”），无法关联。请用带表头的表格，如姓名、证件号、电话、住址各一列；若分隔符特别，请另存为逗号分隔的 CSV。',
    '{file} has one column only (“{column}”), too little to link by. Give a table with a header and a column each for name, number, phone, address; if it has an unusual separator, save it as comma-separated CSV.',
  ],
  link_no_columns: [
    422,
    '{file} 的各列（{columns}）里没有可比较的内容，如姓名、证件号、电话、生日、住址。请检查表头。',
    'No column of {file} ({columns}) can be compared: names, numbers, phones, birth dates or addresses were looked for. Check the header.',
  ],
  link_no_truth: [
    422,
    '{file} 里没有名为“{column}”的列。现有：{columns}。',
    '{file} has no column “{column}”. It has: {columns}.',
  ],
  link_model_broken: [
    422,
    '{file} 不是本程序训练出的模型（{why}）。可去掉 --model，或写 --model auto 重新训练。',
    '{file} is not a model that this program trained ({why}). Leave --model out, or write --model auto, to train anew.',
  ],
  link_too_many_files: [422, '一次最多关联两个文件。', 'At most two files can be linked at a time.'],
  link_bad_number: [422, '{option} 要写数字，现在是“{value}”。', '{option} takes a number; it was given “{value}”.'],
  link_cannot_write: [
    422,
    '无法写入 {file}（{why}）。请检查文件夹是否存在、是否可写。',
    'Cannot write {file} ({why}). Check that the folder is there and may be written to.',
  ],
})
