;;; lsp-mode.el --- The server as an add-on in lsp-mode  -*- lexical-binding: t; -*-

(load (expand-file-name "helper" (file-name-directory load-file-name)) nil t)
(defvar other-server
  (list "python3" (expand-file-name "other_server.py" (file-name-directory load-file-name))))

(http-status-test-load-block "lsp-mode" 0)
;; `lsp-deferred' waits for a command loop, which a batch Emacs does not have; the tests call `lsp' themselves.
(should (memq #'lsp-deferred prog-mode-hook))
(remove-hook 'prog-mode-hook #'lsp-deferred)

(require 'lsp-mode)
(setq lsp-session-file (expand-file-name "lsp-session" http-status-test-work)
      ;; Without a question, and without the check for servers to download.
      lsp-auto-guess-root t
      lsp-enable-suggest-server-download nil
      lsp-restart 'auto-restart
      lsp-keep-workspace-alive nil
      lsp-headerline-breadcrumb-enable nil
      ;; What other servers this machine has would answer too.
      lsp-enabled-clients '(http-status-lsp other))

(lsp-register-client
 (make-lsp-client :new-connection (lsp-stdio-connection (lambda () other-server))
                  :major-modes '(ruby-mode)
                  :server-id 'other))

(defmacro with-lsp (name text &rest body)
  "Like `with-file', in a buffer that lsp-mode manages."
  (declare (indent 2))
  `(with-file ,name ,text
     (lsp)
     (wait-for (and lsp--buffer-workspaces
                    (cl-every (lambda (workspace) (eq (lsp--workspace-status workspace) 'initialized))
                              lsp--buffer-workspaces)))
     (unwind-protect
         (progn ,@body)
       (http-status-test-stop))))

(defun http-status-test-stop ()
  "Shut all servers down."
  (let ((lsp-restart 'ignore))
    (dolist (workspace (lsp--session-workspaces (lsp-session)))
      (lsp-workspace-shutdown workspace))
    ;; A workspace is to be had until lsp-mode has seen its process end.
    (wait-for (null (lsp--session-workspaces (lsp-session))))
    (wait-for (null (http-status-test-servers)))))

(defun http-status-test-help ()
  "What `lsp-describe-thing-at-point' shows."
  (when (get-buffer "*lsp-help*")
    (kill-buffer "*lsp-help*"))
  (let ((source (current-buffer)))
    (call-interactively #'lsp-describe-thing-at-point)
    (prog1 (http-status-test-text "*lsp-help*")
      (delete-other-windows)
      (set-window-buffer (selected-window) source)
      (set-buffer source))))

(defun card (start)
  "A regular expression for a card that starts with START.  The mark of its heading is left by markdown-mode 2.5."
  (concat "\\`\\(?:## \\)?" (regexp-quote start)))

(defconst js "app.get('/', (req, res) => {\n  res.status(40|1).end()\n})\n")
(defconst go "package main\n\nimport \"net/http\"\n\nfunc f(w http.ResponseWriter) {\n\tw.WriteHeader(%s)\n}\n")

(ert-deftest the-card-is-described-in-javascript ()
  (with-lsp "lsp/app.js" js
    (let ((card (http-status-test-help)))
      (should (string-match-p "\\`\\(?:## \\)?401 Unauthorized\n" card))
      (http-status-test-is-brief card)
      ;; Rendered by markdown-mode: no marks of links, code or bold letters are left.
      (should-not (string-match-p "\\*\\*\\|](\\|`" card)))))

(ert-deftest the-card-is-described-in-go ()
  (with-lsp "lsp/main.go" (format go "http.Status|Unauthorized")
    (should (string-match-p (card "401 Unauthorized\n") (http-status-test-help)))))

(ert-deftest the-echo-area-shows-the-first-line ()
  (with-lsp "lsp/app.js" js
    (lsp-hover)
    (wait-for (and lsp--eldoc-saved-message (string-match-p "\\`\\(?:## \\)?401 Unauthorized\\'" lsp--eldoc-saved-message)))))

(ert-deftest a-width-is-no-status ()
  (with-lsp "lsp/box.js" "const box = { width: 2|00 }\n"
    (should (equal (http-status-test-help) ""))))

(ert-deftest letters-of-two-utf-16-units-shift-nothing ()
  (with-lsp "lsp/faces.js" "x = ['\U0001F600é\U0001F600', { status: |401 }, { status: 503 }]\n"
    (dolist (wanted '("401" "503"))
      (goto-char (point-min))
      (search-forward wanted)
      (dolist (back '(1 3))
        (backward-char back)
        (should (string-match-p (card wanted) (http-status-test-help)))
        (forward-char back)))
    (goto-char (point-min))
    (search-forward "{ sta")
    (should (equal (http-status-test-help) ""))))

(ert-deftest the-definition-is-the-page ()
  (with-lsp "lsp/app.js" js
    (call-interactively #'lsp-find-definition)
    (with-current-buffer (window-buffer)
      (should (equal (buffer-name) "401.md"))
      (should (string-match-p "\\`# 401 Unauthorized\n" (buffer-string)))
      (kill-buffer))))

(ert-deftest the-definition-of-a-name-is-left-to-its-server ()
  (with-lsp "lsp/main.go" (format go "http.Status|Unauthorized")
    (should (string-match-p "Not found" (format "%s" (call-interactively #'lsp-find-definition))))
    (should (equal (buffer-name (window-buffer)) "main.go"))))

(ert-deftest with-definition-names-it-is-the-page ()
  (customize-set-variable 'http-status-definition-names t)
  (unwind-protect
      (with-lsp "lsp/main.go" (format go "http.Status|Unauthorized")
        ;; The server asks for its settings when it has started.
        (wait-for (call-interactively #'lsp-find-definition)
                  (equal (buffer-name (window-buffer)) "401.md"))
        (kill-buffer "401.md"))
    (customize-set-variable 'http-status-definition-names nil)))

(ert-deftest a-completion-has-its-card ()
  (with-lsp "lsp/app.js" "res.status(|)\n"
    (http-status-test-type "51")
    (let ((shown (http-status-test-documentation "511")))
      (should (string-match-p (card "511 Network Authentication Required\n") shown))
      (http-status-test-is-brief shown))))

(ert-deftest codes-are-completed ()
  (with-lsp "lsp/app.js" "res.status(|)\n"
    (http-status-test-type "51")
    (let ((offered (http-status-test-completions "(51")))
      (should (string-match-p "511" offered))
      (should-not (string-match-p "401" offered)))
    (http-status-test-choose "511")
    (should (equal (buffer-string) "res.status(511)\n"))
    ;; All of it typed already, nothing is added to it.
    (http-status-test-press "C-M-i")
    (should (equal (buffer-string) "res.status(511)\n"))))

(ert-deftest constants-are-completed ()
  (with-lsp "lsp/main.go" (format go "http.|")
    (http-status-test-type "StatusUnau")
    ;; lsp-mode matches loosely, so there are more than this one.
    (should (string-match-p "StatusUnauthorized" (http-status-test-completions "StatusUnau")))
    (http-status-test-choose "StatusUnauthorized")
    (should (looking-back "\tw.WriteHeader(http.StatusUnauthorized" (line-beginning-position)))
    (backward-char 1)
    (should (string-match-p (card "401 ") (http-status-test-help)))))

(ert-deftest constants-can-be-left-to-the-main-server ()
  (with-lsp "lsp/main.go" (format go "http.StatusUnau|")
    ;; In this order, since lsp-mode keeps the list that it got for the same word.
    (http-status-test-load-block "lsp-mode" 1)
    (unwind-protect
        (should-not (string-match-p "StatusUnauthorized" (http-status-test-offered)))
      (customize-set-variable 'http-status-completion-constants "auto"))
    (should (string-match-p "StatusUnauthorized" (http-status-test-offered)))))

(defun http-status-test-offered ()
  "All that lsp-mode offers at point, in a line."
  (pcase (lsp-completion-at-point)
    (`(,start ,end ,table . ,_)
     (string-join (all-completions (buffer-substring-no-properties start end) table) " "))
    (_ "")))

(ert-deftest beside-another-server-both-are-heard ()
  (with-lsp "lsp/app.rb" "render status: 40|1\n"
    (should (equal (sort (mapcar (lambda (workspace) (symbol-name (lsp--workspace-server-id workspace)))
                                 lsp--buffer-workspaces)
                         #'string<)
                   '("http-status-lsp" "other")))
    (let ((shown (http-status-test-help)))
      (should (string-match-p "401 Unauthorized" shown))
      (should (string-match-p "the other server's words" shown)))
    (goto-char (point-max))
    (http-status-test-type "head status: 51")
    (should (string-match-p "511" (http-status-test-completions "51")))))

(ert-deftest settings-hold-at-once-and-from-the-start ()
  (with-lsp "lsp/app.js" js
    (should (string-match-p (card "401") (http-status-test-help)))
    (customize-set-variable 'http-status-hover-enable nil)
    (unwind-protect
        (progn
          (should (equal (http-status-test-help) ""))
          (http-status-test-stop)
          (lsp)
          (wait-for (and lsp--buffer-workspaces
                         (eq (lsp--workspace-status (car lsp--buffer-workspaces)) 'initialized)))
          ;; The server asks for its settings when it has started.
          (wait-for (equal (http-status-test-help) "")))
      (customize-set-variable 'http-status-hover-enable t))
    (should (string-match-p (card "401") (http-status-test-help)))
    (customize-set-variable 'http-status-exclude-languages '("javascript"))
    (unwind-protect
        (should (equal (http-status-test-help) ""))
      (customize-set-variable 'http-status-exclude-languages nil))
    (should (string-match-p (card "401") (http-status-test-help)))))

(ert-deftest a-mode-without-a-language-id-is-served ()
  (with-lsp "lsp/notes.unknown" "It returns a 40|4.\n"
    (should (eq major-mode 'fundamental-mode))
    (should (string-match-p (card "404 Not Found") (http-status-test-help)))))

(ert-deftest one-process-serves-two-projects ()
  (with-lsp "lsp-one/app.js" js
    (let ((servers (http-status-test-servers)))
      (should (= 1 (length servers)))
      (with-file "lsp-two/app.go" (format go "http.Status|Unauthorized")
        (lsp)
        (wait-for lsp--buffer-workspaces)
        (should (string-match-p (card "401 ") (http-status-test-help)))
        (should (equal servers (http-status-test-servers)))))))

(ert-deftest the-mode-keeps-silent ()
  (with-lsp "lsp/app.js" js
    (http-status-mode 1)
    (should-not (http-status-eldoc-function #'ignore))
    (should-not (http-status-completion-at-point))
    (should (= 1 (length (http-status-test-servers))))))

(ert-deftest a-killed-server-comes-back ()
  (with-lsp "lsp/app.js" js
    (let ((old (car (http-status-test-servers))))
      (http-status-test-help)
      (signal-process old 'SIGKILL)
      (wait-for (and (http-status-test-servers)
                     (not (memq old (http-status-test-servers)))
                     lsp--buffer-workspaces
                     (eq (lsp--workspace-status (car lsp--buffer-workspaces)) 'initialized)))
      (should (string-match-p (card "401") (http-status-test-help))))))

(ert-deftest the-last-buffer-takes-the-server-with-it ()
  (with-file "lsp/app.js" js
    (lsp)
    (wait-for (and lsp--buffer-workspaces
                   (eq (lsp--workspace-status (car lsp--buffer-workspaces)) 'initialized)))
    (should (= 1 (length (http-status-test-servers))))
    (let ((lsp-restart 'ignore))
      (kill-buffer)
      (wait-for (null (lsp--session-workspaces (lsp-session))))
      (wait-for (null (http-status-test-servers))))))

(ert-deftest zzy-every-shutdown-was-answered ()
  (should-not (string-match-p "Timeout while sending shutdown" (http-status-test-text "*Messages*"))))

(ert-deftest zzz-nothing-complained ()
  ;; Flymake and the clients of lsp-mode itself have their own troubles here, and lsp-mode may still have something to say
  ;; to a server that it has just shut down.
  (should-not (cl-remove-if (lambda (line)
                              (string-match-p "flymake\\|Unable to calculate the languageId\\|Sending to process failed" line))
                            (http-status-test-complaints))))

(ert-deftest zzz-the-server-warned-of-nothing ()
  (dolist (buffer (buffer-list))
    (when (string-match-p "http-status-lsp.*stderr" (buffer-name buffer))
      (should-not (string-match-p "WARN\\|ERROR\\|panic" (http-status-test-text (buffer-name buffer)))))))

(http-status-test-run "lsp-mode")
;;; lsp-mode.el ends here
