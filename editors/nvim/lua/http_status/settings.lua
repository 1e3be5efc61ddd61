-- The settings as they are documented, and what is wrong with those of a user.

local M = {}

-- The settings that take one of several strings; the others take what their default is.
local CHOICES = {
  ['hover.detail'] = { 'brief', 'full' },
  ['completion.constants'] = { 'auto', 'always', 'never' },
}

local here = vim.fs.dirname(debug.getinfo(1, 'S').source:sub(2))

--- Lays a table of groups flat: `hover.enable` and so on. Like the server, it lets a key that is written flat go before a
--- nested one.
local function flatten(value, known, prefix, flat)
  for _, is_flat in ipairs({ false, true }) do
    for key, inner in pairs(value) do
      local name = prefix .. tostring(key)
      if (tostring(key):find('.', 1, true) ~= nil) == is_flat then
        local is_group = type(inner) == 'table' and not vim.islist(inner)
        if is_group and (known == nil or known[name] == nil) then
          flatten(inner, known, name .. '.', flat)
        else
          flat[name] = inner
        end
      end
    end
  end
  return flat
end

-- Read once.
local defaults

--- All settings with their defaults, by key: those of lsp/http_status.lua.
function M.defaults()
  if not defaults then
    local file = vim.fs.normalize(here .. '/../../lsp/http_status.lua')
    defaults = flatten(dofile(file).settings.httpStatus, nil, '', {})
  end
  return defaults
end

--- "a", "b" or "c"
local function quoted(choices)
  local list = vim.tbl_map(function(choice)
    return ('"%s"'):format(choice)
  end, choices)
  local last = table.remove(list)
  return table.concat(list, ', ') .. ' or ' .. last
end

--- What a value of this setting is, where it is not that.
local function wanted(key, default, value)
  local choices = CHOICES[key]
  if choices then
    return not vim.list_contains(choices, value) and quoted(choices) or nil
  end
  if type(default) == 'boolean' then
    return type(value) ~= 'boolean' and 'true or false' or nil
  end
  local is_list = type(value) == 'table' and vim.islist(value) and vim.iter(value):all(function(entry)
    return type(entry) == 'string'
  end)
  return not is_list and 'a list of language ids' or nil
end

--- Looks through the settings of a client. Answers the values that hold, by key, and what is wrong, a sentence each.
function M.check(settings)
  local known = M.defaults()
  local values, problems = vim.deepcopy(known), {}
  settings = settings or {}
  for key in vim.spairs(settings) do
    if key ~= 'httpStatus' then
      table.insert(problems, ('settings.%s stands outside of settings.httpStatus and is not read.'):format(key))
    end
  end
  local own = settings.httpStatus
  if own == nil then
    return values, problems
  elseif type(own) ~= 'table' then
    table.insert(problems, 'settings.httpStatus is not a table; the defaults hold.')
    return values, problems
  end
  for key, value in vim.spairs(flatten(own, known, '', {})) do
    local default = known[key]
    if default == nil then
      table.insert(problems, ('httpStatus.%s is no setting.'):format(key))
    elseif value ~= vim.NIL then
      local what = wanted(key, default, value)
      if what then
        local shown = vim.inspect(value, { newline = ' ', indent = '' })
        table.insert(problems, ('httpStatus.%s: %s is not %s; the default holds.'):format(key, shown, what))
      else
        values[key] = value
      end
    end
  end
  return values, problems
end

--- The strings that a setting takes, nothing for one that takes something else.
function M.choices(key)
  return CHOICES[key]
end

--- The value that holds for one setting of a client.
function M.value(settings, key)
  return M.check(settings)[key]
end

return M
