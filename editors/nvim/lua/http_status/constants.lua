-- `completion.constants = 'auto'`: a constant that another server offers for the same menu is left out of ours.
--
-- Neovim or a completion plugin requests completions from all servers of a buffer in one go. The answers of the other servers are read as they
-- pass: no server gets a second request, and a constant is left out only if the menu shows the other one.

local settings = require('http_status.settings')

local M = {}

-- How long the others may take, in milliseconds. A server that has not answered by then counts as offering nothing.
local LIMIT = 150

-- Neovim's own completion shows its menu when all servers have answered, so waiting costs nothing there. The limit is for a server that
-- never answers.
local LIMIT_OF_NEOVIM = 5000

local COMPLETION = 'textDocument/completion'
local KIND = vim.lsp.protocol.CompletionItemKind
local INCOMPLETE = vim.lsp.protocol.CompletionTriggerKind.TriggerForIncompleteCompletions

-- The menu being requested: the names that other servers offer, how many answers are outstanding, and the callbacks that wait for them.
local current

--- The menu that is being asked for, a new one where this is the first question.
local function menu()
  if not current then
    current = { names = {}, waiting = 0, others = 0 }
    -- The questions for one menu are sent without a pause between them.
    vim.schedule(function()
      current = nil
    end)
  end
  return current
end

local function items_of(result)
  return type(result) == 'table' and (result.items or result) or {}
end

--- Numbers and phrases are ours alone.
local function is_constant(item)
  return item.kind ~= KIND.Value and item.kind ~= KIND.Text
end

--- A label as it is compared, without the sign that some servers put before it and the parameters behind it.
local function name_in(label)
  return (label:match('[%w_$][^(%s]*'))
end

--- Adds the names that a server offers. Words of the text and snippets are no names.
local function add_names(result, names)
  for _, item in ipairs(items_of(result)) do
    local name = item.kind ~= KIND.Text and item.kind ~= KIND.Snippet and name_in(item.label)
    if name then
      names[name] = true
    end
  end
end

--- The result without the constants that have one of these names.
local function without(result, names)
  local kept = vim.tbl_filter(function(item)
    return not (is_constant(item) and names[name_in(item.label) or ''])
  end, items_of(result))
  return result.items and vim.tbl_extend('force', result, { items = kept }) or kept
end

--- Listens to the answer of another server.
local function heard(handler)
  local asked = menu()
  asked.waiting = asked.waiting + 1
  asked.others = asked.others + 1
  return function(err, result, ...)
    -- What is wrong with an answer is for its own handler to find.
    pcall(add_names, result, asked.names)
    asked.waiting = asked.waiting - 1
    if asked.waiting == 0 and asked.proceed then
      asked.proceed()
    end
    return handler(err, result, ...)
  end
end

-- The names of the last menu, and the buffer and line it was for.
local last = {}

local function limit_for(handler)
  local source = vim.fs.normalize(debug.getinfo(handler, 'S').source)
  return vim.endswith(source, 'vim/lsp/completion.lua') and LIMIT_OF_NEOVIM or LIMIT
end

--- Hands our answer on when the others have answered or had their time.
local function compared(handler, params, buffer)
  local asked = menu()
  local started, limit = vim.uv.hrtime(), limit_for(handler)
  local line = params.position.line
  local is_refresh = vim.tbl_get(params, 'context', 'triggerKind') == INCOMPLETE
  return function(err, result, ...)
    local rest = { ... }
    local function proceed()
      asked.proceed = nil
      local names = asked.names
      if asked.others > 0 then
        last = { names = names, buffer = buffer, line = line }
      elseif is_refresh and last.buffer == buffer and last.line == line then
        -- Plugins ask again where a list was incomplete, and keep those of the others.
        names = last.names
      end
      handler(err, result and without(result, names), unpack(rest))
    end
    local left = limit - math.floor((vim.uv.hrtime() - started) / 1e6)
    if asked.waiting == 0 or left <= 0 or not vim.iter(items_of(result)):any(is_constant) then
      return proceed()
    end
    asked.proceed = proceed
    vim.defer_fn(function()
      if asked.proceed then
        proceed()
      end
    end, left)
  end
end

--- Wraps `client.request`, so that `handler_of` decides what receives the answers to completion requests.
local function wrap(client, handler_of)
  if client.http_status_is_compared then
    return
  end
  client.http_status_is_compared = true
  local request = client.request
  client.request = function(self, method, params, handler, buffer)
    if self == client and method == COMPLETION and type(handler) == 'function' then
      handler = handler_of(handler, params, buffer)
    end
    return request(self, method, params, handler, buffer)
  end
end

--- Compares the completions of this client with those of the others of a buffer.
function M.compare(client, buffer)
  wrap(client, function(handler, params, asked_for)
    if settings.value(client.settings, 'completion.constants') ~= 'auto' then
      return handler
    end
    local number = asked_for and asked_for ~= 0 and asked_for or vim.api.nvim_get_current_buf()
    return compared(handler, params, number)
  end)
  for _, other in ipairs(vim.lsp.get_clients({ bufnr = buffer, method = COMPLETION })) do
    if other.name ~= client.name then
      wrap(other, heard)
    end
  end
end

return M
