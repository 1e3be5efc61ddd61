-- `:checkhealth http_status` in good and bad set-ups.

local checks = require('checks')
local Editor = require('editor')
local check, contains, lacks, write, init = checks.check, checks.contains, checks.lacks, checks.write, checks.init

write('health/.git/HEAD', '')
local javascript = write('health/app.js', 'res.status(401);')

--- Calls the check and answers its report.
local function report(editor)
  editor:command('checkhealth http_status')
  editor:wait('the report', function()
    return editor:lua('return vim.bo.filetype') == 'checkhealth'
  end)
  local text = editor:text()
  editor:lua('if vim.fn.tabpagenr("$") > 1 then vim.cmd.close() else vim.cmd.enew() end')
  lacks(text, 'Failed to run healthcheck')
  return text
end

--- Runs `body` with an editor of its own.
local function with_editor(options, code, body)
  local editor = Editor.start(init, options)
  if code then
    editor:lua(code)
  end
  local ok, problem = pcall(body, editor)
  editor:quit()
  if not ok then
    error(problem, 0)
  end
end

check('a good set-up has no warning and no error, and names all there is', function()
  with_editor(nil, nil, function(editor)
    editor:open(javascript)
    local text = report(editor)
    lacks(text, 'WARNING')
    lacks(text, 'ERROR')
    for _, part in ipairs({
      'OK Neovim 0.',
      ('OK %s/bin/http-status-lsp, version '):format(checks.scratch),
      ('OK Configuration: %s/lsp/http_status.lua'):format(checks.plugin),
      'OK It is enabled',
      'OK It runs: client 1, version ',
      'Columns are counted in utf-8',
      'OK It is attached to ',
      'app.js',
      'httpStatus.hover.enable = true (default)',
      'httpStatus.exclude.languages = {} (default)',
      'OK All settings are known',
      ('OK Pages: %s/cache/http-status-lsp/pages-'):format(checks.scratch),
      ('Log of all servers: %s/state/nvim/lsp.log'):format(checks.scratch),
      'HTTP_STATUS_LSP_LOG: not set',
    }) do
      contains(text, part)
    end
  end)
end)

check('without the program it says how to install it', function()
  with_editor({ environment = { PATH = '/usr/bin:/bin' } }, nil, function(editor)
    local text = report(editor)
    contains(text, 'ERROR http-status-lsp is not executable, or not in a folder of PATH')
    contains(text, 'cargo install --path .')
    contains(text, 'WARNING No client is running')
    contains(text, 'Without a server it is not known where the pages are.')
  end)
end)

check('another program under its name is named with what it says', function()
  local code = "vim.lsp.config('http_status', { cmd = { 'false' } })"
  with_editor(nil, code, function(editor)
    contains(report(editor), '/false is not http-status-lsp, or does not run here')
  end)
end)

check('a program that tells its version and does not serve is found out', function()
  local path = write('health/broken/http-status-lsp', '#!/bin/sh\n[ "$1" = --version ] && echo http-status-lsp 9.9.9')
  vim.uv.fs_chmod(path, 493) -- rwxr-xr-x
  with_editor({ environment = { PATH = vim.fs.dirname(path) .. ':/usr/bin:/bin' } }, nil, function(editor)
    local text = report(editor)
    contains(text, 'version 9.9.9')
    contains(text, 'ERROR the server does not start; the log ')
  end)
end)

check('where it is not enabled it says what to put into init.lua, and whether the server starts', function()
  with_editor(nil, "vim.lsp.enable('http_status', false)", function(editor)
    local text = report(editor)
    contains(text, 'ERROR It is not enabled')
    contains(text, "Put vim.lsp.enable('http_status') into init.lua.")
    contains(text, 'OK The server starts, within ')
    contains(text, 'OK Pages: ')
    -- The one that was started for this is gone.
    editor:wait('its server to end', function()
      return #editor:servers() == 0
    end)
  end)
end)

check('without a configuration it says how to let Neovim find it', function()
  with_editor(nil, nil, function(editor)
    -- As when only the Lua modules were copied.
    editor:lua([[
      vim.lsp.config = setmetatable({}, { __index = function() return nil end })
    ]])
    contains(report(editor), 'ERROR There is no configuration "http_status"')
  end)
end)

check('settings that are unknown, wrong or in the wrong place are named', function()
  local code = [[
    vim.lsp.config('http_status', {
      settings = {
        hover = { enable = false },
        httpStatus = {
          hover = { enable = 'yes' },
          ['completion.enable'] = false,
          ['completion.constants'] = 'some',
          definition = { enabled = false },
          exclude = { languages = { 'css', 1 } },
          pages = true,
        },
      },
    })
  ]]
  with_editor(nil, code, function(editor)
    editor:open(javascript)
    local text = report(editor)
    contains(text, 'WARNING settings.hover stands outside of settings.httpStatus and is not read.')
    contains(text, 'WARNING httpStatus.hover.enable: "yes" is not true or false; the default holds.')
    contains(text, 'WARNING httpStatus.completion.constants: "some" is not "auto", "always" or "never"; the default holds.')
    contains(text, 'WARNING httpStatus.definition.enabled is no setting.')
    contains(text, 'WARNING httpStatus.exclude.languages: { "css", 1 } is not a list of language ids; the default holds.')
    contains(text, 'WARNING httpStatus.pages is no setting.')
    contains(text, 'See :help |http_status-settings|')
    contains(text, 'httpStatus.hover.enable = true (default)')
    contains(text, 'httpStatus.completion.enable = false\n')
    lacks(text, 'OK All settings')
    -- The server judges them in the same way.
    editor:put_cursor_on('401')
    assert(editor:request('textDocument/hover'), 'hover.enable is off for the server')
    editor:put_cursor_on(');')
    checks.equal(nil, editor:request('textDocument/completion'))
  end)
end)

check('a buffer that no server is attached to is explained', function()
  with_editor(nil, nil, function(editor)
    editor:open(javascript)
    editor:lua('vim.cmd.edit(...)', write('health/access', '200'))
    local text = report(editor)
    contains(text, 'WARNING It is not attached to ')
    contains(text, 'access, which has no file type')
    editor:lua('vim.cmd.enew() vim.bo.buftype = "nofile"')
    contains(report(editor), 'Neovim attaches servers to files alone. :HttpStatus works there all the same.')
  end)
end)

check('a pages folder that cannot be written is an error, and one that has been deleted comes back', function()
  local environment = { XDG_CACHE_HOME = write('health/no-folder', '') }
  with_editor({ environment = environment }, nil, function(editor)
    contains(report(editor), 'ERROR The pages cannot be written; cards link to the web alone')
  end)
  local cache = checks.scratch .. '/health/cache'
  with_editor({ environment = { XDG_CACHE_HOME = cache } }, nil, function(editor)
    editor:open(javascript)
    contains(report(editor), 'OK Pages: ' .. cache)
    vim.fn.delete(cache, 'rf')
    contains(report(editor), 'OK Pages: ' .. cache)
    checks.equal(1, #vim.fn.glob(cache .. '/http-status-lsp/pages-*/404.md', true, true))
  end)
end)

check('pages.enable = false is said', function()
  with_editor(nil, nil, function(editor)
    editor:open(javascript)
    editor:configure({ pages = { enable = false } })
    contains(report(editor), 'pages.enable is off: definitions and :HttpStatus open nothing.')
  end)
end)
