-- `:checkhealth http_status`. Each finding that is not as it should be says what to do.

local health = vim.health
local server = require('http_status.server')
local settings = require('http_status.settings')

local M = {}

-- How long the program may take to tell its version, in milliseconds.
local LIMIT = 5000

local INSTALL = {
  'Install it with `cargo install --path .` in a clone of its repository, and start Neovim from a shell that finds it.',
  "Or name it with its whole path: vim.lsp.config('http_status', { cmd = { '/path/to/http-status-lsp' } })",
}
local RESTART = {
  "Restart it: :lua vim.lsp.enable('http_status', false)",
  "and then: :lua vim.lsp.enable('http_status')",
}

local function check_neovim()
  health.start('Neovim')
  local running = vim.version()
  local version = ('%d.%d.%d'):format(running.major, running.minor, running.patch)
  if vim.fn.has('nvim-0.11') == 1 then
    health.ok('Neovim ' .. version)
    return true
  end
  health.error(('Neovim %s is too old'):format(version), 'Install Neovim 0.11 or later, which has vim.lsp.enable().')
  return false
end

--- Answers whether the server can be started, and the version of its program.
local function check_program(config)
  health.start('Program')
  if not config then
    health.info('Without a configuration it is not known which program to look for.')
    return false
  end
  if type(config.cmd) ~= 'table' then
    health.info('cmd is a function of yours; which program it starts cannot be told.')
    return true
  end
  local program = config.cmd[1]
  local path = vim.fn.exepath(program)
  if path == '' then
    health.error(('%s is not executable, or not in a folder of PATH'):format(program), INSTALL)
    return false
  end
  local ok, result = pcall(function()
    return vim.system({ path, '--version' }, { text = true, timeout = LIMIT }):wait()
  end)
  local version = ok and result.code == 0 and result.stdout:match('^http%-status%-lsp (%S+)')
  if not version then
    local said = ok and vim.trim(result.stdout .. result.stderr) or tostring(result)
    health.error(('%s is not http-status-lsp, or does not run here: "%s"'):format(path, said), INSTALL)
    return false
  end
  health.ok(('%s, version %s'):format(path, version))
  return true, version
end

local function check_configuration(config)
  health.start('Configuration')
  if not config then
    health.error('There is no configuration "http_status"', {
      "Let Neovim find it: vim.opt.runtimepath:append('/path/to/http-status-lsp/editors/nvim')",
    })
    return
  end
  for _, file in ipairs(vim.api.nvim_get_runtime_file('lsp/http_status.lua', true)) do
    health.ok('Configuration: ' .. file)
  end
  if config.filetypes then
    health.warn(('It is for these file types alone: %s'):format(table.concat(config.filetypes, ', ')), {
      'Leave out `filetypes` to have it attach to every file.',
    })
  end
  if vim.lsp.is_enabled(server.name) then
    health.ok('It is enabled')
  else
    health.error('It is not enabled, so the server attaches to no file', "Put vim.lsp.enable('http_status') into init.lua.")
  end
end

--- The buffer from which the check was called: the report has a buffer of its own by now.
local function calling_buffer()
  local previous = vim.fn.win_getid(vim.fn.winnr('#'))
  local candidates = { vim.fn.bufnr('#') }
  if previous ~= 0 then
    table.insert(candidates, vim.api.nvim_win_get_buf(previous))
  end
  local tab = vim.fn.tabpagenr('#')
  if tab ~= 0 then
    local buffers = vim.fn.tabpagebuflist(tab)
    table.insert(candidates, 1, buffers[vim.fn.tabpagewinnr(tab)])
  end
  return vim.iter(candidates):find(function(buffer)
    return buffer > 0 and vim.api.nvim_buf_is_loaded(buffer) and vim.bo[buffer].filetype ~= 'checkhealth'
  end)
end

local function name_of(buffer)
  local name = vim.api.nvim_buf_get_name(buffer)
  return name ~= '' and vim.fn.fnamemodify(name, ':~:.') or ('buffer %d, which has no name'):format(buffer)
end

local function check_buffer(client, buffer)
  if client.attached_buffers[buffer] then
    health.ok(('It is attached to %s'):format(name_of(buffer)))
    local others = {}
    for _, other in ipairs(vim.lsp.get_clients({ bufnr = buffer })) do
      if other.offset_encoding ~= client.offset_encoding then
        table.insert(others, ('%s (%s)'):format(other.name, other.offset_encoding))
      end
    end
    if #others > 0 then
      local text = 'Other servers of this buffer count columns differently: %s. That is no fault: each is asked in its own way.'
      health.info(text:format(table.concat(others, ', ')))
    end
    return
  end
  local text = ('It is not attached to %s'):format(name_of(buffer))
  if vim.bo[buffer].buftype ~= '' then
    health.info(text .. ': Neovim attaches servers to files alone. :HttpStatus works there all the same.')
  elseif vim.bo[buffer].filetype == '' then
    health.warn(text .. ', which has no file type', {
      'Give it one, `:set filetype=text` for instance; for all of its kind: vim.filetype.add({ extension = { log = "log" } })',
    })
  else
    health.warn(text, { 'Open the file again with :edit.', "Check that vim.lsp.enable('http_status') has been called." })
  end
end

--- Answers the running client.
local function check_client(version, buffer)
  health.start('Client')
  local client = server.running()
  if not client then
    health.warn('No client is running', {
      'Open a file that has a file type.',
      "If it ran before and has ended: :lua vim.lsp.enable('http_status')",
    })
    return nil
  end
  local running = vim.tbl_get(client, 'server_info', 'version')
  health.ok(('It runs: client %d, version %s'):format(client.id, running or 'unknown'))
  if version and running and version ~= running then
    health.warn(('The program is of version %s meanwhile'):format(version), RESTART)
  end
  health.info('Columns are counted in ' .. client.offset_encoding)
  if buffer then
    check_buffer(client, buffer)
  end
  return client
end

local function check_settings(given)
  health.start('Settings')
  local values, problems = settings.check(given)
  local defaults = settings.defaults()
  for key, value in vim.spairs(values) do
    local is_default = vim.deep_equal(value, defaults[key])
    local text = ('httpStatus.%s = %s'):format(key, vim.inspect(value, { newline = ' ', indent = '' }))
    health.info(text .. (is_default and ' (default)' or ''))
  end
  for _, problem in ipairs(problems) do
    health.warn(problem, 'See :help http_status-settings')
  end
  if #problems == 0 then
    health.ok('All settings are known and have values that they can have')
  end
end

--- Asks the server, a running one or one that is started for this alone, where its pages are.
local function check_pages(client, can_start)
  health.start('Pages')
  local own, problem
  if not client and can_start then
    local started = vim.uv.hrtime()
    own, problem = server.start()
    if not own then
      return health.error(problem, INSTALL)
    end
    health.ok(('The server starts, within %d ms'):format((vim.uv.hrtime() - started) / 1e6))
  end
  client = client or own
  if not client then
    return health.info('Without a server it is not known where the pages are.')
  end
  local statuses, index = server.statuses(client)
  if own then
    own:stop()
  end
  if not statuses then
    return health.error(index, RESTART)
  end
  health.ok(('The server knows %d statuses'):format(#statuses))
  if not index then
    if server.has_pages(client) then
      health.error('The pages cannot be written; cards link to the web alone', {
        "They belong into the user's cache directory (XDG_CACHE_HOME, or ~/.cache): see that it exists and can be written.",
        'The log says what went wrong.',
      })
    else
      health.info('pages.enable is off: definitions and :HttpStatus open nothing.')
    end
    return
  end
  local folder = vim.fs.dirname(vim.uri_to_fname(index))
  if not vim.uv.fs_access(folder, 'W') then
    health.warn(folder .. ' cannot be written', 'Pages are read from it; those of a later version need a folder of their own.')
  else
    health.ok('Pages: ' .. folder)
  end
end

local function check_log()
  health.start('Log')
  local log = vim.lsp.log
  local path = log.get_filename()
  local stat = vim.uv.fs_stat(path)
  health.info(('Log of all servers: %s (%d kB)'):format(path, stat and math.ceil(stat.size / 1000) or 0))
  health.info('Its level in Neovim: ' .. tostring(log.levels[log.get_level()]))
  local level = vim.env.HTTP_STATUS_LSP_LOG
  health.info(('HTTP_STATUS_LSP_LOG: %s'):format(level or 'not set, so the server logs warnings alone'))
end

function M.check()
  if not check_neovim() then
    return
  end
  local buffer = calling_buffer()
  local config = vim.lsp.config[server.name]
  local can_start, version = check_program(config)
  check_configuration(config)
  local client = check_client(version, buffer)
  check_settings(client and client.settings or config and config.settings)
  check_pages(client, can_start)
  check_log()
end

return M
