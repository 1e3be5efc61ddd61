-- Which statuses fit what was typed. Text in, statuses out: nothing here touches the editor.

local M = {}

--- What was typed, without quotation marks around it and with single spaces.
function M.query(typed)
  local query = vim.trim(typed):gsub('%s+', ' ')
  return query:match('^"(.*)"$') or query:match("^'(.*)'$") or query
end

--- A name without what people leave out or write differently: "Not Found", "not-found" and "NotFound" are one.
local function squeezed(text)
  return (text:lower():gsub('[^%w]', ''))
end

local function has_name(status, name)
  return squeezed(status.name) == name
end

local function has_alias(status, name)
  return vim.iter(status.aliases):any(function(alias)
    return squeezed(alias) == name
  end)
end

--- The name of a constant, which an older server does not tell.
local function has_spelling(status, name)
  return vim.iter(status.spellings or {}):any(function(spelling)
    return squeezed(spelling) == name
  end)
end

local function is_registered(status)
  return status.isRegistered
end

--- How well all words fit: 1 in the name, 2 in an alias, 3 in the summary or the owner; nothing where one is missing.
local function rank(status, words)
  local names = { status.name:lower(), table.concat(status.aliases, '\n'):lower() }
  -- In running text a word has to start as it was typed, or "ok" would be found in "token".
  local text = (status.summary .. ' ' .. status.owner):lower()
  local worst = 1
  for _, word in ipairs(words) do
    local place = names[1]:find(word, 1, true) and 1
      or names[2]:find(word, 1, true) and 2
      or text:find('%f[%w]' .. vim.pesc(word)) and 3
    if not place then
      return nil
    end
    worst = math.max(worst, place)
  end
  return worst
end

--- Answers the statuses that fit, the best first. A code, and a name in full, fits alone.
function M.find(statuses, query)
  local function filter(fits)
    return vim.tbl_filter(fits, statuses)
  end

  -- "404", and "404 Not Found" as it is copied from somewhere.
  local code = tonumber(query:match('^(%d%d%d)%f[%D]'))
  if code then
    return filter(function(status)
      return status.code == code
    end)
  end
  local start = query:match('^(%d%d?)$') or query:lower():match('^(%d)xx$')
  if start then
    return filter(function(status)
      return vim.startswith(tostring(status.code), start)
    end)
  end

  local name = squeezed(query)
  if name == '' then
    return {}
  end
  local kinds = { has_name, has_alias }
  if query:find('%l%u') or query:find('_', 1, true) then
    -- Otherwise it is an ordinary word, such as "redirect", which many names contain.
    table.insert(kinds, has_spelling)
  end
  for _, is_it in ipairs(kinds) do
    local named = filter(function(status)
      return is_it(status, name)
    end)
    -- Products reuse the registered names; whoever types one means the registered status.
    local registered = vim.tbl_filter(is_registered, named)
    if #registered == 1 then
      return registered
    elseif #named > 0 then
      return named
    end
  end

  local words = vim.split(query:lower(), '[%s_-]+', { trimempty = true })
  local ranked = { {}, {}, {} }
  for _, status in ipairs(statuses) do
    local place = rank(status, words)
    if place then
      table.insert(ranked[place], status)
    end
  end
  return vim.iter(ranked):flatten():totable()
end

--- Answers what can stand in place of the word `lead`, the last of what was `typed`: codes that start with it, and names
--- that start with all of it. Neovim replaces that last word alone, so the words before it are left out.
function M.complete(statuses, typed, lead)
  local candidates, seen = {}, {}
  local function add(text)
    if not seen[text:lower()] then
      seen[text:lower()] = true
      table.insert(candidates, text)
    end
  end
  for _, status in ipairs(statuses) do
    add(tostring(status.code))
  end
  for _, status in ipairs(statuses) do
    add(status.name)
  end
  for _, status in ipairs(statuses) do
    vim.iter(status.aliases):each(add)
  end

  local wanted = typed:lower():gsub('%s+', ' ')
  local first = #wanted - #lead + 1
  local starting = {}
  for _, candidate in ipairs(candidates) do
    if vim.startswith(candidate:lower(), wanted) then
      table.insert(starting, candidate:sub(first))
    end
  end
  if #starting > 0 or first > 1 then
    return starting
  end
  -- A single word may be a later one of a name, which then stands in its place.
  return vim.tbl_filter(function(candidate)
    return candidate:lower():find(wanted, 1, true) ~= nil
  end, candidates)
end

return M
