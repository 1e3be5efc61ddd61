# Adds http-status-lsp to every file, beside the servers that kakoune-lsp has for its language.
# To be sourced after `lsp-enable`.

declare-option -docstring 'the entry of http-status-lsp in lsp_servers' str http_status_server %{
[http-status-lsp]
root_globs = [".git", ".hg"]
single_instance = true
settings_section = "httpStatus"
[http-status-lsp.settings.httpStatus]
hover.enable = true
hover.detail = "brief"
completion.enable = true
completion.constants = "auto"
definition.enable = true
definition.names = false
documentLinks.enable = false
pages.enable = true
diagnostics.enable = true
rules = {}
exclude.languages = []
}

# The file type for which it is the only server of the file, with a mark before it; nothing if there are others.
declare-option -hidden str http_status_is_alone

define-command -hidden http-status-add-server %{
    evaluate-commands %sh{
        case $kak_buffile in
            /*) ;;
            *) exit ;; # kakoune-lsp has no servers for buffers without a file.
        esac
        # kakoune-lsp answers nothing at all in a file once one of its servers cannot be started, and it lists servers
        # without knowing whether they are installed. So those that are not are left out.
        others=$(printf '%s\n' "$kak_opt_lsp_servers" | awk '
            function finish() {
                if (name != "http-status-lsp" && system("command -v \"" command "\" >/dev/null 2>&1") == 0)
                    printf "%s", block
            }
            BEGIN { command = "true" }
            /^[ \t]*\[[A-Za-z0-9_-]+\][ \t]*(#.*)?$/ {
                finish()
                name = $0
                gsub(/^[ \t]*\[|\].*$/, "", name)
                command = name
                block = ""
                is_own = 1
            }
            /^[ \t]*\[[^\]]*\./ { is_own = 0 }
            is_own && /^[ \t]*command[ \t]*=/ {
                command = $0
                sub(/^[^=]*=[ \t]*["\047]/, "", command)
                sub(/["\047].*$/, "", command)
            }
            NF { block = block $0 "\n" }
            END { finish() }
        ')
        printf "set-option buffer lsp_servers '%s'\n" "$(
            printf '%s\n%s\n' "$others" "$kak_opt_http_status_server" | sed "s/'/''/g"
        )"
        [ -n "$others" ] || echo 'set-option buffer http_status_is_alone "for %opt{filetype}"'
        # kakoune-lsp sends nothing for a file without a language.
        [ -n "$kak_opt_lsp_language_id" ] || echo 'set-option buffer lsp_language_id plaintext'
    }
}

# Kakoune tells the file type of each file that it opens, also where it is nothing.
hook -group http-status global BufSetOption filetype=.* %{
    # kakoune-lsp sets the servers of a file type only where there are none. A type that is set by hand gets them too.
    evaluate-commands %sh{
        case $kak_opt_http_status_is_alone in
            '' | "for $kak_opt_filetype") ;;
            *)
                echo 'unset-option buffer lsp_servers'
                echo 'unset-option buffer http_status_is_alone'
                echo 'trigger-user-hook "LSPDefaultConfig=%opt{filetype}"'
                ;;
        esac
    }
    http-status-add-server
}

# A change of the settings holds at once, in all files.
hook -group http-status global GlobalSetOption http_status_server=.* %{
    evaluate-commands -buffer * http-status-add-server
}
