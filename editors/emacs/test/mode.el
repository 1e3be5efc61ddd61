;;; mode.el --- The minor mode and the commands, without Eglot and lsp-mode  -*- lexical-binding: t; -*-

(load (expand-file-name "helper" (file-name-directory load-file-name)) nil t)
(http-status-test-load-block "Install" 0)

(defconst js "app.get('/', (req, res) => {\n  res.status(40|1).end()\n})\n")
(defconst go "package main\n\nimport \"net/http\"\n\nfunc f(w http.ResponseWriter) {\n\tw.WriteHeader(%s)\n}\n")

(ert-deftest every-block-of-the-readme-is-in-a-suite ()
  (should (equal (mapcar (lambda (heading) (length (http-status-test-blocks heading)))
                         '("Install" "Eglot" "lsp-mode" "Settings"))
                 '(1 1 2 2)))
  (with-temp-buffer
    (insert-file-contents (expand-file-name "README.md" http-status-test-folder))
    (should (= 6 (how-many "^```elisp$")))))

(ert-deftest eldoc-shows-the-card-in-javascript ()
  (with-file "app.js" js
    (should (eq major-mode 'js-mode))
    (let ((card (http-status-test-eldoc)))
      (should (string-prefix-p "401 Unauthorized\n" card))
      (http-status-test-is-brief card))))

(ert-deftest eldoc-shows-the-card-in-go ()
  (with-file "main.go" (format go "http.Status|Unauthorized")
    (should (eq major-mode 'go-mode))
    (should (string-prefix-p "401 Unauthorized\n" (http-status-test-eldoc)))))

(ert-deftest a-width-is-no-status ()
  (with-file "box.js" "const box = { width: 2|00 }\n"
    (should (http-status-test-no-eldoc))
    (should-error (http-status-at-point) :type 'user-error)))

(ert-deftest a-key-shows-the-card-and-links-lead-on-and-back ()
  (with-file "app.js" js
    (http-status-test-press "C-c h")
    (with-current-buffer "*Help*"
      (should (looking-at "401 Unauthorized\n"))
      (http-status-test-is-brief (buffer-string))
      (search-forward "403 Forb")
      (http-status-test-press "RET")
      (goto-char (point-min))
      (should (looking-at "403 Forbidden\n"))
      (http-status-test-is-full (buffer-string))
      (http-status-test-press "l")
      (goto-char (point-min))
      (should (looking-at "401 Unauthorized\n"))
      ;; The links of the first and the last line.
      (search-forward "RFC 9110 §15.5.2")
      (should (equal (button-get (button-at (1- (point))) 'help-args)
                     '("https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.2")))
      (search-forward "MDN: ")
      (should (equal (button-get (button-at (point)) 'help-args)
                     '("https://developer.mozilla.org/docs/Web/HTTP/Reference/Status/401"))))))

(ert-deftest a-brief-card-leads-to-the-full-one ()
  (with-file "app.js" js
    (http-status-test-press "C-c h")
    (with-current-buffer "*Help*"
      (goto-char (point-max))
      (search-backward "Full card")
      (http-status-test-press "RET")
      (goto-char (point-min))
      (should (looking-at "401 Unauthorized\n"))
      (http-status-test-is-full (buffer-string)))
    (customize-set-variable 'http-status-hover-detail "full")
    (unwind-protect
        (progn
          (http-status-test-press "C-c h")
          (http-status-test-is-full (http-status-test-text "*Help*"))
          (should-not (string-match-p "Full card" (http-status-test-text "*Help*"))))
      (customize-set-variable 'http-status-hover-detail "brief"))))

(ert-deftest letters-of-two-utf-16-units-shift-nothing ()
  (with-file "faces.js" "x = ['\U0001F600é\U0001F600', { status: |401 }, { status: 503 }]\n"
    (dolist (wanted '("401" "503"))
      (goto-char (point-min))
      (search-forward wanted)
      (dolist (back '(1 2 3))
        (should (string-prefix-p wanted (save-excursion (backward-char back) (http-status-test-eldoc))))))
    (goto-char (point-min))
    (search-forward "{ sta")
    (should (http-status-test-no-eldoc))))

(ert-deftest codes-are-completed ()
  (with-file "app.js" "res.status(|)\n"
    (http-status-test-type "51")
    (let ((offered (http-status-test-completions "(51")))
      (should (string-match-p "510 Not Extended" offered))
      (should (string-match-p "511 Network Authentication Required" offered))
      (should-not (string-match-p "401" offered)))
    (http-status-test-type "1")
    (http-status-test-press "C-M-i")
    (should (equal (buffer-string) "res.status(511)\n"))))

(ert-deftest constants-are-completed ()
  (with-file "main.go" (format go "http.|")
    (http-status-test-type "StatusUnau")
    (http-status-test-press "C-M-i")
    (should (looking-back "WriteHeader(http.StatusUnauthorized" (line-beginning-position)))))

(ert-deftest a-completion-has-its-card ()
  (with-file "app.js" "res.status(|)\n"
    (http-status-test-type "51")
    (let ((card (http-status-test-documentation "511")))
      (should (string-prefix-p "511 Network Authentication Required\n" card))
      (http-status-test-is-brief card)))
  (with-file "main.go" (format go "http.StatusUnau|")
    (should (string-prefix-p "401 Unauthorized\n" (http-status-test-documentation "StatusUnauthorized")))))

(ert-deftest other-completions-are-asked-where-no-code-fits ()
  (with-file "main.go" (format go "http.Get|")
    ;; There are constants behind `http.', but none that begins so.
    (should (http-status-completion-at-point))
    (add-hook 'completion-at-point-functions
              (lambda () (list (- (point) 3) (point) '("GetWhatever"))) nil t)
    (http-status-test-press "C-M-i")
    (should (looking-back "WriteHeader(http.GetWhatever" (line-beginning-position)))))

(ert-deftest any-status-is-looked-up-by-its-name ()
  (http-status-test-press "C-c H 404 SPC Not SPC F TAB RET")
  (should (string-prefix-p "404 Not Found\n" (http-status-test-text "*Help*"))))

(ert-deftest a-card-that-is-looked-up-is-80-columns-wide ()
  (http-status-test-press "C-c H 404 RET")
  (let* ((lines (split-string (http-status-test-text "*Help*") "\n"))
         ;; An address is not broken.
         (is-link (lambda (line) (string-match-p "\\`[^ ].*: https?://[^ ]+\\'" line))))
    (should (seq-some is-link lines))
    (should (<= (apply #'max (mapcar #'length (seq-remove is-link lines))) 80))
    ;; Paragraphs are filled, items keep their indentation, and an example its lines.
    (should (cl-some (lambda (line) (< 72 (length line))) lines))
    (should (member "    HTTP/1.1 404 Not Found" lines))
    (should (member "  - `404.0` The file was moved or does not exist." lines))
    (should (member "Common causes" lines))
    (should (member "Background" lines))
    (dolist (heading '("Common causes" "Background"))
      (with-current-buffer "*Help*"
        (goto-char (point-min))
        (re-search-forward (concat "^" heading "$"))
        (should (eq (get-text-property (match-beginning 0) 'face) 'bold))))
    (should-not (cl-find-if (lambda (line) (string-match-p "\\`  [^ 0-9-]" line)) lines))))

(ert-deftest a-code-alone-will-do-and-so-will-a-part-of-a-name ()
  (http-status-test-press "C-c H 401 RET")
  (should (string-prefix-p "401 Unauthorized\n" (http-status-test-text "*Help*")))
  (http-status-test-press "C-c H teapot RET")
  (should (string-prefix-p "418 " (http-status-test-text "*Help*")))
  (should (equal (should-error (http-status-test-press "C-c H no SPC such RET") :type 'user-error)
                 '(user-error "There is no HTTP status no such"))))

(ert-deftest a-former-name-is-found-too ()
  (http-status-test-press "C-c H Request SPC Entity TAB RET")
  (should (string-prefix-p "413 Content Too Large\n" (http-status-test-text "*Help*"))))

(ert-deftest the-default-is-the-status-at-point ()
  (with-file "app.js" js
    (http-status-test-press "C-c H RET")
    (should (string-prefix-p "401 Unauthorized\n" (http-status-test-text "*Help*")))))

(ert-deftest a-prefix-visits-the-page ()
  (http-status-test-press "C-u C-c H 401 RET")
  (with-current-buffer (wait-for (get-buffer "401.md"))
    (should buffer-read-only)
    (should (string-match-p "\\`# 401 Unauthorized\n" (buffer-string)))
    (kill-buffer))
  (delete-other-windows))

(ert-deftest a-setting-holds-at-once ()
  (with-file "app.js" js
    (should-not (equal (http-status-test-eldoc) ""))
    (customize-set-variable 'http-status-exclude-languages '("js"))
    (unwind-protect
        (should-error (http-status-at-point) :type 'user-error)
      (customize-set-variable 'http-status-exclude-languages nil))
    (http-status-test-press "C-c h")
    (customize-set-variable 'http-status-hover-enable nil)
    (unwind-protect
        (progn (should (http-status-test-no-eldoc))
               ;; The server itself was told, too.
               (should-not (http-status--ask (http-status--connection) :textDocument/hover nil)))
      (customize-set-variable 'http-status-hover-enable t))
    (should-not (equal (http-status-test-eldoc) "")))
  (with-file "new.js" "res.status(4|)\n"
    (customize-set-variable 'http-status-completion-enable nil)
    (unwind-protect
        (should-not (http-status-completion-at-point))
      (customize-set-variable 'http-status-completion-enable t))
    (should (http-status-completion-at-point)))
  (with-file "main.go" (format go "http.StatusUnau|")
    (customize-set-variable 'http-status-completion-constants "never")
    (unwind-protect
        (should-not (http-status-completion-at-point))
      (customize-set-variable 'http-status-completion-constants "auto"))
    (should (http-status-completion-at-point))))

(ert-deftest without-pages-a-page-is-refused-in-words ()
  (customize-set-variable 'http-status-pages-enable nil)
  (unwind-protect
      (should (string-match-p "http-status-pages-enable" (cadr (should-error (http-status-lookup 404 t) :type 'user-error))))
    (customize-set-variable 'http-status-pages-enable t)))

(ert-deftest the-block-of-the-settings-is-right ()
  (with-file "a.css" "/* HTTP 40|4 */\n"
    (should (string-prefix-p "404" (http-status-test-eldoc)))
    (http-status-test-load-block "Settings" 0)
    (unwind-protect
        (should (http-status-test-no-eldoc))
      (customize-set-variable 'http-status-exclude-languages nil))))

(ert-deftest one-server-answers-for-all-buffers-and-comes-back-when-killed ()
  (with-file "app.js" js
    (http-status-test-eldoc)
    (let ((servers (http-status-test-servers)))
      (should (= 1 (length servers)))
      (signal-process (car servers) 'SIGKILL)
      (wait-for (null (http-status-test-servers)))
      ;; It may have been started less than ten seconds ago; then only a command starts it.
      (setq http-status--next-start 0)
      (should (string-prefix-p "401" (http-status-test-eldoc)))
      (should (= 1 (length (http-status-test-servers))))
      ;; Again, at once: not by itself, but for a command.
      (signal-process (car (http-status-test-servers)) 'SIGKILL)
      (wait-for (null (http-status-test-servers)))
      (should (http-status-test-no-eldoc))
      (http-status-test-press "C-c h")
      (should (string-prefix-p "401" (http-status-test-text "*Help*"))))))

(ert-deftest a-restart-leaves-one-server ()
  (with-file "app.js" js
    (http-status-test-eldoc)
    (let ((old (car (http-status-test-servers))))
      (http-status-restart)
      (wait-for (not (memq old (http-status-test-servers))))
      (should (= 1 (length (http-status-test-servers)))))))

(ert-deftest a-missing-program-is-named-once ()
  (with-file "app.js" js
    (let ((http-status-command '("no-such-program"))
          (http-status--connection nil)
          (http-status--next-start 0))
      (dotimes (_ 3)
        (should (http-status-test-no-eldoc)))
      (should (= 1 (with-current-buffer (messages-buffer)
                     (how-many "does not start: .*no-such-program.*)$" (point-min)))))
      (should-error (http-status-at-point) :type 'user-error))
    ;; This message was wanted; the last test looks for those that were not.
    (with-current-buffer (messages-buffer)
      (let ((inhibit-read-only t))
        (goto-char (point-min))
        (flush-lines "no-such-program")))))

(ert-deftest the-end-of-a-large-buffer-knows-the-imports-at-its-start ()
  (with-file "large.go" "package main\n\nimport \"net/http\"\n\n|"
    (insert (mapconcat (lambda (number) (format "// line %d with some \U0001F600 text" number)) (number-sequence 1 100000) "\n"))
    (insert "\n\nfunc f() int { return http.StatusTeapot }\n")
    (search-backward "Teapot")
    (let ((before (float-time)))
      (should (string-prefix-p "418" (http-status-test-eldoc)))
      (should (< (- (float-time) before) 0.5)))))

(ert-deftest odd-text-does-no-harm ()
  (with-current-buffer (generate-new-buffer "odd")
    (text-mode)
    (insert "x\ry " (string (unibyte-char-to-multibyte #xff) #xd800 #x110000) "\nHTTP/1.1 401 Unauthorized\nbehind\n")
    (goto-char (point-min))
    (search-forward "40")
    (should (string-prefix-p "401" (http-status-test-eldoc)))
    (narrow-to-region (1- (point)) (1+ (point)))
    (should (string-prefix-p "401" (http-status-test-eldoc)))
    (widen)
    (goto-char (point-max))
    (should-error (http-status-at-point) :type 'user-error)
    (kill-buffer)))

(ert-deftest a-buffer-without-a-file-is-served ()
  (with-current-buffer (get-buffer-create "some notes (1)")
    (text-mode)
    (should http-status-mode)
    (insert "The proxy returns a 502")
    (backward-char 1)
    (should (string-prefix-p "502 Bad Gateway" (http-status-test-eldoc)))
    (kill-buffer)))

(ert-deftest turned-off-it-leaves-nothing-behind ()
  (with-file "app.js" js
    (should (memq #'http-status-eldoc-function eldoc-documentation-functions))
    (http-status-mode -1)
    (should-not (memq #'http-status-eldoc-function eldoc-documentation-functions))
    (should-not (memq #'http-status-completion-at-point completion-at-point-functions))
    (should (eq eldoc-documentation-strategy (default-value 'eldoc-documentation-strategy)))
    (should (http-status-test-no-eldoc))))

(ert-deftest turned-on-by-hand-it-turns-eldoc-on ()
  (with-temp-buffer
    (should-not eldoc-mode)
    (http-status-mode 1)
    (should eldoc-mode)
    (insert "HTTP 401")
    (backward-char 1)
    (should (string-prefix-p "401" (http-status-test-eldoc)))))

(ert-deftest zzz-nothing-complained ()
  (should-not (http-status-test-complaints))
  (should (equal (http-status-test-text " *http-status-lsp stderr*") "")))

(http-status-test-run "mode")
;;; mode.el ends here
