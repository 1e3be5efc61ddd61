-- Findings as `vim.diagnostic` shows them, `vim.lsp.buf.code_action()`, and the statuses of a project.

local checks = require('checks')
local Editor = require('editor')
local check, equal, contains, lacks = checks.check, checks.equal, checks.contains, checks.lacks
local write, init = checks.write, checks.init

write('acting/.git/HEAD', '')
write('acting/.http-status.toml', '# Statuses of the kitchen.\n[status.477]\nname = "Tea Break"\nsummary = "The kitchen has its tea."')
local api = write('acting/api.js', [[
import express from 'express';

const app = express();
const box = { width: 200 };

app.delete('/cart', (req, res) => {
  res.status(204).json({ deleted: true });
});
app.get('/tea', (req, res) => {
  res.status(477).end();
});]])
local server = write('acting/server.go', [[
package main

import "net/http"

func account(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(404)
	w.WriteHeader(http.StatusConflict)
	limit := 200
	_ = limit
}]])
local openapi = write('acting/openapi.yaml', [[
openapi: 3.0.0
info: { title: cart, version: '1' }
paths:
  /cart:
    get:
      responses:
        200:
          description: The cart
        404:
          description: There is no cart
        '500':
          description: A bug]])

local editor = Editor.start(init)
editor:lua([[
  vim.diagnostic.config({ virtual_text = true, signs = true })
  vim.ui.select = function(items, options, on_choice)
    offered = vim.tbl_map(options.format_item, items)
    on_choice(vim.iter(items):find(function(item) return options.format_item(item) == picked end))
  end
]])

--- The findings of the current buffer once there are so many.
local function findings(count)
  return editor:wait(('%d findings'):format(count), function()
    local found = editor:lua('return vim.diagnostic.get(0)')
    return #found == count and found
  end)
end

--- Asks for the actions at a text and answers their titles. The one called `picked` is applied.
local function actions_at(text, picked)
  editor:put_cursor_on(text)
  editor:lua("offered, picked = nil, ...; vim.cmd('messages clear'); vim.lsp.buf.code_action()", picked)
  return editor:wait('the actions at ' .. text, function()
    local none = editor:messages():find('No code actions available', 1, true)
    return none and {} or editor:lua('return offered')
  end)
end

local function wait_for_text(wanted)
  editor:wait(wanted, function()
    return editor:text():find(wanted, 1, true)
  end)
end

check('a finding has its message, rule and severity, a sign and virtual text', function()
  editor:open(api)
  local finding = findings(1)[1]
  equal({ 6, 13, 16 }, { finding.lnum, finding.col, finding.end_col })
  equal({ 'http-status', 'body-not-allowed' }, { finding.source, finding.code })
  equal(vim.diagnostic.severity.WARN, finding.severity)
  editor:show(120, 24)
  local rows = editor:wait('the virtual text', function()
    local rows = editor:lua('vim.cmd.redraw(); return rows(0)')
    return rows[7]:find(finding.message:sub(1, 20), 1, true) and rows
  end)
  contains(rows[7], 'W ')
  contains(rows[7], 'res.status(204).json')
  lacks(rows[4], 'W ')
end)

check('vim.lsp.buf.code_action() on a finding has its fix, and applies it', function()
  editor:open(api)
  findings(1)
  local titles = actions_at('204', 'Write 200, which may have content')
  equal('Write 200, which may have content', titles[1])
  assert(vim.list_contains(titles, 'Ignore body-not-allowed on this line'), vim.inspect(titles))
  wait_for_text('res.status(200).json')
  findings(0)
end)

check('the comment that silences a finding takes it away', function()
  editor:open(api)
  findings(1)
  actions_at('204', 'Ignore body-not-allowed on this line')
  wait_for_text('json({ deleted: true }); // http-status: ignore[body-not-allowed]')
  findings(0)
end)

check('a number becomes a constant, and a constant its number', function()
  editor:open(server)
  actions_at('404', 'Write as http.StatusNotFound')
  wait_for_text('w.WriteHeader(http.StatusNotFound)')
  actions_at('StatusConflict', 'Write as 409')
  wait_for_text('w.WriteHeader(409)')
end)

check('where nothing is to be done there is no action', function()
  editor:open(server)
  for _, text in ipairs({ 'package', '"net/http"', 'account', 'WriteHeader', 'limit', '200' }) do
    equal({}, actions_at(text))
  end
end)

check('source.fixAll mends what is safe to mend', function()
  editor:open(openapi)
  findings(2)
  editor:lua("vim.lsp.buf.code_action({ context = { only = { 'source.fixAll' }, diagnostics = {} }, apply = true })")
  wait_for_text("        '200':\n          description: The cart\n        '404':")
  findings(0)
end)

check('a status of the project has a card, and :HttpStatus leads to the lines that define it', function()
  editor:open(api)
  editor:put_cursor_on('477')
  contains(editor:hover(), 'The kitchen has its tea.')
  for _, argument in ipairs({ 'tea break', 'kitchen', '477' }) do
    editor:lua("vim.cmd('silent! only!')")
    editor:open(api)
    equal('', editor:command('HttpStatus ' .. argument))
    equal({ '.http-status.toml', 'api.js' }, editor:windows())
    equal('[status.477]', editor:line())
  end
  editor:open(api)
  editor:put_cursor_on('477')
  equal('', editor:command('HttpStatus'))
  equal('[status.477]', editor:line())
  contains(editor:lua("return table.concat(vim.fn.getcompletion('HttpStatus tea', 'cmdline'), ' ')"), 'Tea Break')
end)

check('also where no server runs yet', function()
  local fresh = Editor.start(init, { arguments = { '--cmd', 'cd ' .. vim.fs.dirname(api) } })
  equal('', fresh:command('HttpStatus tea break'))
  equal({ '.http-status.toml', '' }, fresh:windows())
  fresh:quit()
end)

editor:quit()
