;;; eglot.el --- The server in Eglot, and the mode beside another server there  -*- lexical-binding: t; -*-

(load (expand-file-name "helper" (file-name-directory load-file-name)) nil t)
(defvar other-server
  (list "python3" (expand-file-name "other_server.py" (file-name-directory load-file-name))))

(http-status-test-load-block "Install" 0)
(http-status-test-load-block "Eglot" 0)
(require 'eglot)
(add-to-list 'eglot-server-programs (cons 'ruby-mode other-server))
;; Eglot knows servers for CSS, which are not here; see the README.
(add-to-list 'eglot-server-programs '(css-mode . ("http-status-lsp")))

(defmacro with-eglot (name text &rest body)
  "Like `with-file', in a buffer that Eglot manages."
  (declare (indent 2))
  `(with-file ,name ,text
     (call-interactively #'eglot)
     (wait-for (eglot-managed-p))
     (unwind-protect
         (progn ,@body)
       (http-status-test-stop))))

(defun http-status-test-stop ()
  "Shut Eglot's servers down, and the mode's own."
  (dolist (server (apply #'append (hash-table-values eglot--servers-by-project)))
    (eglot-shutdown server))
  (when (and http-status--connection (jsonrpc-running-p http-status--connection))
    (jsonrpc-shutdown http-status--connection))
  ;; The next test may start it at once.
  (setq http-status--next-start 0)
  (wait-for (null (http-status-test-servers))))

(defun http-status-test-events ()
  "What Eglot logged."
  (with-current-buffer (jsonrpc-events-buffer (eglot-current-server))
    (buffer-substring-no-properties (point-min) (point-max))))

(defconst js "app.get('/', (req, res) => {\n  res.status(40|1).end()\n})\n")
(defconst go "package main\n\nimport \"net/http\"\n\nfunc f(w http.ResponseWriter) {\n\tw.WriteHeader(%s)\n}\n")

(ert-deftest eldoc-shows-the-card-once-in-javascript ()
  (with-eglot "eglot/app.js" js
    (should (string-match-p ":languageId \"js\"" (http-status-test-events)))
    (let ((card (http-status-test-eldoc)))
      (should (string-match-p "\\`\\(?:## \\)?401 Unauthorized\n" card))
      (http-status-test-is-brief card)
      (should (= 1 (with-temp-buffer (insert card) (how-many "^Retry: " (point-min))))))
    ;; The mode keeps silent, so its own server was not even started.
    (should http-status-mode)
    (should (= 1 (length (http-status-test-servers))))
    (let ((case-fold-search nil))
      (should-not (string-match-p "ERROR\\|(warning)\\|\\[stderr\\]" (http-status-test-events))))))

(ert-deftest eldoc-shows-the-card-in-go ()
  (with-eglot "eglot/main.go" (format go "http.Status|Unauthorized")
    (should (eq major-mode 'go-mode))
    (should (string-match-p "\\`\\(?:## \\)?401 Unauthorized\n" (http-status-test-eldoc)))))

(ert-deftest a-width-is-no-status ()
  (with-eglot "eglot/box.js" "const box = { width: 2|00 }\n"
    (should (http-status-test-no-eldoc))))

(ert-deftest letters-of-two-utf-16-units-shift-nothing ()
  (with-eglot "eglot/faces.js" "x = ['\U0001F600é\U0001F600', { status: |401 }, { status: 503 }]\n"
    (dolist (wanted '("401" "503"))
      (goto-char (point-min))
      (search-forward wanted)
      (dolist (back '(1 3))
        (should (string-match-p (concat "\\`\\(?:## \\)?" wanted)
                                (save-excursion (backward-char back) (http-status-test-eldoc))))))
    (goto-char (point-min))
    (search-forward "{ sta")
    (should (http-status-test-no-eldoc))))

(ert-deftest m-dot-opens-the-page-and-m-comma-leads-back ()
  (with-eglot "eglot/app.js" js
    (http-status-test-press "M-.")
    (with-current-buffer (window-buffer)
      (should (equal (buffer-name) "401.md"))
      (should (string-match-p "\\`# 401 Unauthorized\n" (buffer-string)))
      (http-status-test-press "M-,"))
    (should (equal (buffer-name (window-buffer)) "app.js"))
    (kill-buffer "401.md")))

(ert-deftest the-definition-of-a-name-is-left-to-its-server ()
  (with-eglot "eglot/main.go" (format go "http.Status|Unauthorized")
    (should (string-match-p "No definitions found"
                            (cadr (should-error (http-status-test-press "M-.") :type 'user-error))))
    (should (equal (buffer-name (window-buffer)) "main.go"))))

(ert-deftest with-definition-names-it-is-the-page ()
  (setq-default eglot-workspace-configuration '(:httpStatus (:definition (:names t))))
  (unwind-protect
      (with-eglot "eglot/main.go" (format go "http.Status|Unauthorized")
        (http-status-test-press "M-.")
        (should (equal (buffer-name (window-buffer)) "401.md"))
        (kill-buffer "401.md"))
    (setq-default eglot-workspace-configuration nil)))

(ert-deftest a-completion-has-its-card ()
  (with-eglot "eglot/app.js" "res.status(|)\n"
    (http-status-test-type "51")
    (let ((card (http-status-test-documentation "511")))
      (should (string-match-p "\\`\\(?:## \\)?511 Network Authentication Required\n" card))
      (http-status-test-is-brief card))))

(ert-deftest codes-are-completed ()
  (with-eglot "eglot/app.js" "res.status(|)\n"
    (http-status-test-type "51")
    (let ((offered (http-status-test-completions "(51")))
      (should (string-match-p "510 Not Extended" offered))
      (should-not (string-match-p "401" offered)))
    (http-status-test-type "1")
    (http-status-test-press "C-M-i")
    (should (equal (buffer-string) "res.status(511)\n"))))

(ert-deftest constants-are-completed-and-inserted-whole ()
  (with-eglot "eglot/main.go" (format go "http.|")
    (http-status-test-type "StatusUnau")
    (http-status-test-press "C-M-i")
    (should (looking-back "\tw.WriteHeader(http.StatusUnauthorized" (line-beginning-position)))
    ;; The server has seen the change: the card is that of the new text.
    (backward-char 1)
    (should (string-match-p "\\`\\(?:## \\)?401 " (http-status-test-eldoc)))))

(ert-deftest settings-of-eglot-hold-at-once ()
  (with-eglot "eglot/a.css" "/* HTTP 40|4 */\n"
    (should (string-match-p "404" (http-status-test-eldoc)))
    (unwind-protect
        (progn
          (http-status-test-load-block "Settings" 1)
          (call-interactively #'eglot-signal-didChangeConfiguration)
          (should (http-status-test-no-eldoc)))
      (setq-default eglot-workspace-configuration nil))
    (call-interactively #'eglot-signal-didChangeConfiguration)
    ;; Without settings the server asks for them, so this takes a moment longer.
    (wait-for (string-match-p "404" (http-status-test-eldoc 0.5)))
    ;; A wrong value is named.
    (setq-default eglot-workspace-configuration '(:httpStatus (:hover (:enable "perhaps"))))
    (unwind-protect
        (progn
          (call-interactively #'eglot-signal-didChangeConfiguration)
          (wait-for (string-match-p "httpStatus.hover.enable: \"perhaps\" is not" (http-status-test-messages))))
      (setq-default eglot-workspace-configuration nil))))

(ert-deftest settings-hold-from-the-start ()
  (setq-default eglot-workspace-configuration '(:httpStatus (:hover (:enable :json-false))))
  (unwind-protect
      (with-eglot "eglot/app.js" js
        (should (http-status-test-no-eldoc)))
    (setq-default eglot-workspace-configuration nil)))

(ert-deftest a-killed-server-comes-back ()
  ;; With a number, Eglot would first have to see it live for that many seconds.
  (let ((eglot-autoreconnect t))
    (with-eglot "eglot/app.js" js
      (should (string-match-p "401" (http-status-test-eldoc)))
      (let ((old (car (http-status-test-servers))))
        ;; Eglot stumbles over a question that it reads from a server that is dead by then, so none may be under way.
        (while (accept-process-output (jsonrpc--process (eglot-current-server)) 0.3))
        (signal-process old 'SIGKILL)
        (wait-for (and (eglot-managed-p)
                       (jsonrpc-running-p (eglot-current-server))
                       (http-status-test-servers)
                       (not (memq old (http-status-test-servers)))))
        (should (string-match-p "401" (http-status-test-eldoc)))))))

(ert-deftest shut-down-it-is-gone ()
  (with-eglot "eglot/app.js" js
    (let ((server (eglot-current-server)))
      (eglot-shutdown server)
      (wait-for (null (http-status-test-servers)))
      (should-not (jsonrpc-running-p server)))))

(ert-deftest modes-without-another-server-get-this-one ()
  (dolist (mode '(conf-unix-mode text-mode fundamental-mode emacs-lisp-mode))
    (with-temp-buffer
      (funcall mode)
      (should (eq (nth 2 (eglot--lookup-mode mode)) 'http-status-eglot-contact))))
  (dolist (mode '(python-mode c-mode tex-mode))
    (should (nth 2 (eglot--lookup-mode mode)))
    (should-not (eq (nth 2 (eglot--lookup-mode mode)) 'http-status-eglot-contact)))
  (with-eglot "eglot/nginx.conf" "server {\n  error_page 50|2 /502.html;\n}\n"
    (should (derived-mode-p 'conf-mode))
    (should (string-match-p "502 Bad Gateway" (http-status-test-eldoc)))))

(ert-deftest beside-another-server-both-are-heard ()
  (with-eglot "eglot/app.rb" "render status: 40|1\n"
    (should (string-match-p "\\`the other server's words\n401 Unauthorized\n" (http-status-test-eldoc 5 "^401 ")))
    ;; `M-.' stays with the other server.
    (http-status-test-press "M-.")
    (should (equal (buffer-name (window-buffer)) "app.rb"))
    (goto-char (point-max))
    (http-status-test-type "head status: 51")
    (should (string-match-p "511 Network" (http-status-test-completions "51")))
    (http-status-test-type "1\nhead status: other")
    (let ((offered (http-status-test-completions "other")))
      (should (string-match-p "otherName" offered)))
    ;; The other server knows the names; this one keeps its own to itself.
    (http-status-test-type "\nhead status: :not_")
    (should-not (http-status-completion-at-point))
    (http-status-mode -1)
    (should-not (memq #'http-status-eldoc-function eldoc-documentation-functions))
    (should (eq eldoc-documentation-strategy #'eldoc-documentation-enthusiast))))

(ert-deftest turned-on-after-eglot-it-is-heard-too ()
  (with-eglot "eglot/app.rb" "render status: 40|1\n"
    (http-status-mode -1)
    (http-status-mode 1)
    (should (string-match-p "^401 Unauthorized" (http-status-test-eldoc 5 "^401 ")))))

(ert-deftest zzz-nothing-complained ()
  (should-not (cl-remove-if (lambda (line) (string-match-p "perhaps\\|Reconnecting after unexpected server exit" line))
                            (http-status-test-complaints))))

(http-status-test-run "eglot")
;;; eglot.el ends here
