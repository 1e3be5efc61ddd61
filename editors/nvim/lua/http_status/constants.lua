-- `completion.constants = 'auto'`: a constant that another server of the buffer offers at the same place is left out of ours.

local settings = require('http_status.settings')

local M = {}

local COMPLETION = 'textDocument/completion'
local KIND = vim.lsp.protocol.CompletionItemKind

-- How long the others may take, in milliseconds. Who has not answered by then counts as having nothing.
local LIMIT = 150

local function items_of(result)
  return type(result) == 'table' and (result.items or result) or {}
end

--- Numbers and phrases are ours alone.
local function is_constant(item)
  return item.kind ~= KIND.Value and item.kind ~= KIND.Text
end

--- A label as it is compared: some servers put a sign before it, or parameters behind it.
local function name_in(label)
  return label:match('[%w_$].*'):match('^[^(%s]*')
end

--- Adds the names that a server offers. Words of the text and snippets are no names.
local function add_names(result, names)
  for _, item in ipairs(items_of(result)) do
    if item.kind ~= KIND.Text and item.kind ~= KIND.Snippet and item.label:find('[%w_$]') then
      names[name_in(item.label)] = true
    end
  end
end

--- The result without the constants that have one of these names.
local function without(result, names)
  local kept = vim.tbl_filter(function(item)
    return not (is_constant(item) and item.label:find('[%w_$]') and names[name_in(item.label)])
  end, items_of(result))
  if not result.items then
    return kept
  end
  return vim.tbl_extend('force', result, { items = kept })
end

--- The same request as another client counts its columns.
local function converted(params, buffer, from, to)
  local position = params.position
  local line = vim.api.nvim_buf_get_lines(buffer, position.line, position.line + 1, false)[1] or ''
  local byte = vim.str_byteindex(line, from, position.character, false)
  return {
    textDocument = params.textDocument,
    position = { line = position.line, character = vim.str_utfindex(line, to, byte, false) },
    -- The character that opened the menu may mean nothing to the other server, and then it might not answer.
    context = { triggerKind = vim.lsp.protocol.CompletionTriggerKind.Invoked },
  }
end

--- Asks the others, and calls `done` once with the names that they offer: when all have answered, or when the time is over.
local function ask(others, params, buffer, encoding, done)
  local names, waiting = {}, #others
  local function finish()
    local finished = done
    done = function() end
    finished(names)
  end
  local function count()
    waiting = waiting - 1
    if waiting == 0 then
      finish()
    end
  end
  for _, other in ipairs(others) do
    local request = converted(params, buffer, encoding, other.offset_encoding)
    local is_sent = other:request(COMPLETION, request, function(_, result)
      add_names(result, names)
      count()
    end, buffer)
    if not is_sent then
      count()
    end
  end
  if waiting > 0 then
    vim.defer_fn(finish, LIMIT)
  end
end

--- Answers a handler that waits for the names of the others before it hands the result to `handler`; not for numbers alone.
local function comparing(handler, ask_for_names)
  local names, answer
  local function proceed()
    if names and answer then
      local err, result, context = unpack(answer, 1, 3)
      answer = nil
      handler(err, result and without(result, names), context)
    end
  end
  ask_for_names(function(found)
    names = found
    proceed()
  end)
  return function(err, result, context)
    answer = { err, result, context }
    if not vim.iter(items_of(result)):any(is_constant) then
      names = {}
    end
    proceed()
  end
end

--- Makes a client compare its completions, whoever asks for them: Neovim's own completion, or a plugin for it.
function M.compare(client)
  if client.http_status_compares then
    return
  end
  client.http_status_compares = true
  local request = client.request
  client.request = function(self, method, params, handler, buffer)
    if self ~= client or method ~= COMPLETION then
      return request(self, method, params, handler, buffer)
    end
    local number = buffer and buffer ~= 0 and buffer or vim.api.nvim_get_current_buf()
    local others = vim.tbl_filter(function(other)
      return other.id ~= client.id and other.name ~= client.name
    end, vim.lsp.get_clients({ bufnr = number, method = COMPLETION }))
    handler = handler or client.handlers[COMPLETION] or vim.lsp.handlers[COMPLETION]
    if #others == 0 or not handler or settings.value(client.settings, 'completion.constants') ~= 'auto' then
      return request(self, method, params, handler, buffer)
    end
    local waiting = comparing(handler, function(done)
      ask(others, params, number, client.offset_encoding, done)
    end)
    return request(self, method, params, waiting, buffer)
  end
end

return M
