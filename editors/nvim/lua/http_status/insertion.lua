-- Writes the lines that the server answers for a status into the current buffer.

local M = {}

--- Writes the imports, then the lines as a snippet, which selects the message.
function M.write(found, encoding)
  local buffer = vim.api.nvim_get_current_buf()
  local start, stop = found.line.range.start, found.line.range['end']
  -- All imports stand above the lines, so that they move by as many rows as there are more.
  local count = vim.api.nvim_buf_line_count(buffer)
  if #found.imports > 0 then
    vim.lsp.util.apply_text_edits(found.imports, buffer, encoding)
  end
  local row = start.line + vim.api.nvim_buf_line_count(buffer) - count

  -- Snippets begin in an empty line: Neovim indents each of their lines as the one that they are expanded in.
  local snippet = found.snippet:gsub('\r\n', '\n')
  local is_above = stop.line == start.line and stop.character == start.character and vim.endswith(snippet, '$0\n')
  if is_above then
    snippet = snippet:sub(1, -2)
  end
  vim.api.nvim_buf_set_lines(buffer, row, is_above and row or row + 1, true, { '' })
  vim.api.nvim_win_set_cursor(0, { row + 1, 0 })
  vim.snippet.expand(snippet)
end

return M
