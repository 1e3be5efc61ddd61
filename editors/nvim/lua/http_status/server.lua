-- The running client, started where there is none, and what it is asked.

local M = {}

--- The name of the configuration, and so of its clients.
M.name = 'http_status'

--- How long one answer may take, in milliseconds. The server takes some milliseconds; this is for a busy machine.
M.limit = 5000

-- The list of statuses that was last answered, the id of the client that did, and the document that it was asked for.
local cached = { client = nil, uri = nil, statuses = nil }

local function is_ours(client)
  return client.name == M.name and not client:is_stopped()
end

--- Answers a client that runs, or nothing. That of the current buffer goes before others. One that is just starting, for a
--- file on the command line, is waited for.
function M.running()
  vim.wait(M.limit, function()
    return vim.iter(vim.lsp.get_clients({ name = M.name, _uninitialized = true })):all(function(client)
      return client.initialized or client:is_stopped()
    end)
  end, 5)
  local clients = vim.lsp.get_clients({ name = M.name, bufnr = 0 })
  vim.list_extend(clients, vim.lsp.get_clients({ name = M.name }))
  return vim.iter(clients):find(is_ours)
end

--- What keeps the server from being started, or nothing.
function M.obstacle()
  local config = vim.lsp.config[M.name]
  if not config then
    return ('there is no configuration "%s": lsp/%s.lua is not on the runtime path'):format(M.name, M.name)
  end
  local program = type(config.cmd) == 'table' and config.cmd[1]
  if program and vim.fn.executable(program) == 0 then
    return ('the program %s was not found; see :checkhealth %s'):format(program, M.name)
  end
end

--- Starts a client that is attached to nothing, and waits until it can be asked. Answers it, or nothing and why not.
function M.start()
  local problem = M.obstacle()
  if problem then
    return nil, problem
  end
  local config = vim.deepcopy(vim.lsp.config[M.name])
  if type(config.root_dir) ~= 'string' then
    -- The project that the file is in may have statuses.
    local name = vim.api.nvim_buf_get_name(0)
    config.root_dir = vim.fs.root(name ~= '' and name or vim.fn.getcwd(), { '.http-status.toml', '.git' })
  end
  local id = vim.lsp.start(config, {
    attach = false,
    silent = true,
    reuse_client = function()
      return false
    end,
  })
  local client = id and vim.lsp.get_client_by_id(id)
  local function is_settled()
    return not client or client.initialized or client:is_stopped()
  end
  if vim.wait(M.limit, is_settled, 5) and client and client.initialized and not client:is_stopped() then
    return client
  end
  if client then
    client:stop(true)
  end
  return nil, ('the server does not start; the log %s may say why'):format(vim.lsp.log.get_filename())
end

--- Answers the running client or starts one; nothing and why not where that fails.
function M.client()
  local client = M.running()
  if client then
    return client
  end
  local started, problem = M.start()
  if started and vim.lsp.is_enabled(M.name) then
    -- Files that a server served before it was killed are served again.
    vim.lsp.enable(M.name)
  end
  return started, problem
end

--- Whether the settings let the server write pages.
function M.has_pages(client)
  return vim.tbl_get(client.settings or {}, 'httpStatus', 'pages', 'enable') ~= false
end

local function ask(client, method, params)
  -- With the number of the buffer: for 0, Neovim 0.11 does not send first what was typed just before.
  local answer, problem = client:request_sync(method, params, M.limit, vim.api.nvim_get_current_buf())
  if not answer then
    return nil, ('the server does not answer (%s)'):format(problem or 'it has ended')
  end
  if answer.err and answer.err.code == vim.lsp.protocol.ErrorCodes.MethodNotFound then
    return nil, 'the server is older than this command; install the http-status-lsp of the same version'
  end
  if answer.err then
    return nil, ('the server answers "%s"'):format(answer.err.message)
  end
  return answer.result
end

--- The address of the current buffer, whose project may have statuses. Nothing for buffers that are no file or that the server
--- does not know, and for pages, which lie in no project.
local function document(client)
  local buffer = vim.api.nvim_get_current_buf()
  local name = vim.api.nvim_buf_get_name(buffer)
  local is_page = name:find('/http%-status%-lsp/pages%-[^/]*/')
  return client.attached_buffers[buffer] and name ~= '' and not is_page and vim.uri_from_bufnr(buffer) or nil
end

--- Asks for all statuses. Answers the list and the address of the index; nothing and why not where that fails. With
--- `may_be_old` the list of before will do: names seldom change while a server runs, but the pages come and go.
function M.statuses(client, options)
  local uri = document(client)
  if options and options.may_be_old and cached.client == client.id and cached.uri == uri then
    return cached.statuses
  end
  local params = uri and { textDocument = { uri = uri } } or vim.empty_dict()
  local result, problem = ask(client, 'httpStatus/statuses', params)
  if not result then
    return nil, problem or 'the server answers nothing'
  end
  cached = { client = client.id, uri = uri, statuses = result.statuses }
  return result.statuses, result.index
end

--- Makes the position of the cursor known to the server, and hands it to `body`.
local function at_cursor(client, body)
  if client.attached_buffers[vim.api.nvim_get_current_buf()] then
    return body(vim.lsp.util.make_position_params(0, client.offset_encoding))
  end
  -- A terminal, a help page, a file without a type: the server is shown the text for this one question, and Neovim's own
  -- bookkeeping and the keys of the buffer stay as they are.
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, true)
  local name = vim.api.nvim_buf_get_name(0)
  -- What a file is called can tell what it is about; the names of other buffers are no addresses.
  local is_file = name ~= '' and vim.bo.buftype == ''
  local document = { uri = is_file and vim.uri_from_fname(name) or 'untitled:http_status' }
  local language = vim.bo.filetype ~= '' and vim.bo.filetype or 'plaintext'
  client:notify('textDocument/didOpen', {
    textDocument = {
      uri = document.uri,
      languageId = language,
      version = 0,
      text = table.concat(lines, '\n') .. '\n',
    },
  })
  local character = vim.str_utfindex(lines[row], client.offset_encoding, column, false)
  local answer = body({ textDocument = document, position = { line = row - 1, character = character } })
  client:notify('textDocument/didClose', { textDocument = document })
  return answer
end

--- Answers the code that the status under the cursor has, as text, or nothing.
function M.code_under_cursor(client)
  return at_cursor(client, function(params)
    -- A page is named for its code. Where definitions or pages are switched off, the card's title says it.
    local definition = ask(client, 'textDocument/definition', params)
    local place = definition and (definition[1] or definition)
    local code = place and (place.targetUri or place.uri or ''):match('/(%d%d%d)%.md$')
    if code then
      return code
    end
    local hover = ask(client, 'textDocument/hover', params)
    return hover and hover.contents.value:match('%f[%d]%d%d%d%f[%D]')
  end)
end

--- Asks for the lines of a status at the cursor. Answers them, or nothing where the language has none; nothing and why not where
--- that fails.
function M.insertion(client, code)
  local found, problem
  at_cursor(client, function(params)
    params.code = code
    found, problem = ask(client, 'httpStatus/insertion', params)
  end)
  return found, problem
end

return M
