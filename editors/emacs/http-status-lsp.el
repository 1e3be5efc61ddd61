;;; http-status-lsp.el --- Explain HTTP status codes  -*- lexical-binding: t; -*-

;; Author: The http-status-lsp contributors
;; URL: https://github.com/http-status-lsp/http-status-lsp
;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1"))
;; Keywords: help, tools, languages
;; SPDX-License-Identifier: MIT OR Apache-2.0

;;; Commentary:

;; The language server http-status-lsp knows what 401 means wherever it stands.  This file offers three ways to it:
;;
;; - `global-http-status-mode' asks the server by itself, in any buffer, beside whatever else serves that buffer.
;;   ElDoc shows the card of the status at point, and `completion-at-point' offers codes where a status belongs.
;;   This is the way beside Eglot, which has one server for a buffer.
;; - Loading this file registers the server with lsp-mode as an add-on, and with Eglot for modes without another server.
;; - `http-status-lookup' and `http-status-at-point' show a card in the help buffer, from anywhere.

;;; Code:

(require 'cl-lib)
(require 'eieio)
(require 'help-mode)
(require 'jsonrpc)
(require 'subr-x)
(require 'url-util)

(defgroup http-status nil
  "Explain HTTP status codes."
  :group 'tools
  :prefix "http-status-")

(defcustom http-status-command '("http-status-lsp")
  "The server's program and its arguments."
  :type '(repeat string))

(defcustom http-status-eglot-modes '(prog-mode text-mode conf-mode fundamental-mode)
  "Modes in which Eglot starts this server where it knows no other.
Modes derived from them are included.  This is read when Eglot is loaded."
  :type '(repeat symbol))

(defcustom http-status-eldoc-strategy #'eldoc-documentation-compose-eagerly
  "The `eldoc-documentation-strategy' of buffers with `http-status-mode'.
By default the card stands below what others say about the same place.
Nil leaves the strategy as it is."
  :type '(choice (const :tag "Leave it as it is" nil) function))

;;;; Settings of the server

(defun http-status--set (symbol value)
  "Set the setting SYMBOL to VALUE and tell the running servers."
  (set-default symbol value)
  ;; While this file loads, the functions below are not there, and no server is either.
  (when (fboundp 'http-status--tell-settings)
    (http-status--tell-settings)))

(defcustom http-status-hover-enable t
  "Whether to show the card of the status at point."
  :type 'boolean
  :set #'http-status--set)

(defcustom http-status-hover-detail "brief"
  "How much the card shows."
  :type '(choice (const :tag "One screen; the full card is a link away" "brief")
                 (const :tag "Everything on the status" "full"))
  :set #'http-status--set)

(defcustom http-status-completion-enable t
  "Whether to complete codes, constants and phrases where a status belongs."
  :type 'boolean
  :set #'http-status--set)

(defcustom http-status-completion-constants "auto"
  "Which constants of libraries to complete, such as `http.StatusNotFound'.
The server cannot see what other servers offer, so \"auto\" is as \"always\"
in Emacs."
  :type '(choice (const :tag "As always, in Emacs" "auto")
                 (const :tag "All of them" "always")
                 (const :tag "None: codes and phrases alone" "never"))
  :set #'http-status--set)

(defcustom http-status-definition-enable t
  "Whether the definition of a code, phrase or class is its page."
  :type 'boolean
  :set #'http-status--set)

(defcustom http-status-definition-names nil
  "Whether that of a name is it too (`http.StatusNotFound', `:not_found').
The language's own server leads from a name to its declaration.  With both,
an editor asks which of the two is meant."
  :type 'boolean
  :set #'http-status--set)

(defcustom http-status-document-links-enable nil
  "Whether each status in a document is a link to its page.
Of the clients here, only lsp-mode shows such links."
  :type 'boolean
  :set #'http-status--set)

(defcustom http-status-pages-enable t
  "Whether the server may write its pages to the user's cache directory."
  :type 'boolean
  :set #'http-status--set)

(defcustom http-status-diagnostics-enable t
  "Whether what the rules find is reported."
  :type 'boolean
  :set #'http-status--set)

(defcustom http-status-rules nil
  "The severity of a rule, by its name.
Each entry is a rule's name and one of \"warning\", \"information\", \"hint\"
and \"off\", all as strings."
  :type '(alist :key-type string :value-type string)
  :set #'http-status--set)

(defcustom http-status-exclude-languages nil
  "Language ids, as strings, in which the server is off."
  :type '(repeat string)
  :set #'http-status--set)

(defun http-status--rules ()
  "The levels of rules as an object of JSON."
  (let ((rules (make-hash-table :test #'equal)))
    (pcase-dolist (`(,rule . ,level) http-status-rules)
      (puthash rule level rules))
    rules))

(defun http-status--settings ()
  "The settings as the server takes them."
  (cl-flet ((json (value) (if value t :json-false)))
    `(:httpStatus
      (:hover (:enable ,(json http-status-hover-enable)
               :detail ,http-status-hover-detail)
       :completion (:enable ,(json http-status-completion-enable)
                    :constants ,http-status-completion-constants)
       :definition (:enable ,(json http-status-definition-enable)
                    :names ,(json http-status-definition-names))
       :documentLinks (:enable ,(json http-status-document-links-enable))
       :pages (:enable ,(json http-status-pages-enable))
       :diagnostics (:enable ,(json http-status-diagnostics-enable))
       :rules ,(http-status--rules)
       :exclude (:languages ,(vconcat http-status-exclude-languages))))))

;;;; A connection of our own

(defvar http-status--connection nil
  "The connection to the server, if one was made.")

(defvar http-status--next-start 0
  "The time in seconds before which no server is started unasked.
It keeps a broken server from being started over and over.")

(defun http-status--connection (&optional is-wanted)
  "Return a live connection, or nil if there is none to be had.
IS-WANTED says that the user asked for it: an error is signaled then."
  (if (and http-status--connection (jsonrpc-running-p http-status--connection))
      http-status--connection
    (when (or is-wanted (> (float-time) http-status--next-start))
      (setq http-status--next-start (+ (float-time) 10))
      (condition-case failure
          (setq http-status--connection (http-status--start))
        (error
         (setq http-status--connection nil
               http-status--next-start 1.0e+INF)
         (let ((text (format "http-status-lsp does not start: %s" (error-message-string failure))))
           (if is-wanted
               (user-error "%s" text)
             (message "%s (`http-status-restart' tries again)" text)
             nil)))))))

(defun http-status--start ()
  "Start the server and return the connection."
  (let ((connection (http-status--make-connection)))
    (condition-case failure
        (jsonrpc-request connection :initialize
                         (list :processId (emacs-pid)
                               :rootUri nil
                               ;; UTF-32 columns are what Emacs counts: characters.
                               :capabilities '(:general (:positionEncodings ["utf-32"])
                                               :textDocument
                                               (:hover (:contentFormat ["plaintext"])
                                                :completion
                                                (:completionItem
                                                 (:documentationFormat ["plaintext"]
                                                  :resolveSupport (:properties ["documentation"])))))
                               :initializationOptions (http-status--settings))
                         :timeout 5)
      (error
       (jsonrpc-shutdown connection)
       (signal (car failure) (cdr failure))))
    (jsonrpc-notify connection :initialized (make-hash-table))
    connection))

(defun http-status--make-connection ()
  "Start the process and return a connection to it that has not been initialized."
  (let* (;; The buffer's directory may be on another machine, or gone.
         (default-directory temporary-file-directory)
         (arguments
          (list :name "http-status-lsp"
                :notification-dispatcher #'http-status--notified
                :process (lambda ()
                           (make-process
                            :name "http-status-lsp"
                            :command http-status-command
                            :connection-type 'pipe
                            :coding 'utf-8-emacs-unix
                            :noquery t
                            ;; jsonrpc.el finds the buffer by this name.
                            :stderr (get-buffer-create "*http-status-lsp stderr*"))))))
    ;; Without a limit jsonrpc.el logs all that is sent.  The slot was renamed in version 1.0.19.
    (condition-case nil
        (apply #'make-instance 'jsonrpc-process-connection :events-buffer-config '(:size 0) arguments)
      (invalid-slot-name
       (apply #'make-instance 'jsonrpc-process-connection :events-buffer-scrollback-size 0 arguments)))))

(defun http-status--notified (_connection method params)
  "Show what the server has to say: METHOD with PARAMS."
  (when (eq method 'window/showMessage)
    (message "http-status-lsp: %s" (plist-get params :message))))

(defun http-status--tell-settings ()
  "Tell the running servers of this file and of lsp-mode the settings."
  (when (and http-status--connection (jsonrpc-running-p http-status--connection))
    (jsonrpc-notify http-status--connection :workspace/didChangeConfiguration
                    (list :settings (http-status--settings))))
  (http-status--tell-lsp-mode))

(defun http-status-restart ()
  "Stop the server of `http-status-mode' and start it anew.
This is for a changed `http-status-command', or a server that did not start."
  (interactive)
  (when (and http-status--connection (jsonrpc-running-p http-status--connection))
    (ignore-errors
      (jsonrpc-request http-status--connection :shutdown nil :timeout 1)
      (jsonrpc-notify http-status--connection :exit nil))
    (jsonrpc-shutdown http-status--connection))
  (setq http-status--connection nil)
  (http-status--connection t))

;;;; Questions about a place

;; The server reads some 20 kB around a place, and the start of the file for its imports.  So a question carries that
;; part of the buffer with it, and there is no copy of the buffer to be kept in step.

(defconst http-status--head 10000 "How many characters of the start of a buffer are sent.")
(defconst http-status--before 20000 "How many characters before the place are sent.")
(defconst http-status--after 8000 "How many characters behind the place are sent.")

(defun http-status--excerpt ()
  "Return the text around point and the place of point in it.
The value is (TEXT LINE COLUMN)."
  (save-restriction
    (widen)
    (let* ((start (max (point-min) (- (point) http-status--before)))
           (head-end (min start (+ (point-min) http-status--head)))
           (head (buffer-substring-no-properties (point-min) head-end))
           (before (concat head (unless (= head-end start) "\n") (buffer-substring-no-properties start (point))))
           (after (buffer-substring-no-properties (point) (min (point-max) (+ (point) http-status--after))))
           (line-start (if-let ((newline (cl-position ?\n before :from-end t))) (1+ newline) 0)))
      (list (http-status--clean (concat before after))
            (cl-count ?\n before)
            (- (length before) line-start)))))

(defun http-status--clean (text)
  "Return TEXT with spaces for what JSON cannot hold.
Carriage returns, which are line breaks to the server alone, go too."
  (replace-regexp-in-string "[\r\ud800-\udfff]\\|[^\0-\U0010FFFF]" " " text t t))

(defun http-status--language ()
  "Return the language id of the buffer.
The server knows most modes by their names."
  (replace-regexp-in-string "\\(?:-ts\\)?-mode\\'" "" (symbol-name major-mode)))

(defun http-status--ask (connection method answer)
  "Ask CONNECTION the question METHOD about point; call ANSWER with the result.
ANSWER is called once in any case, with nil if there is no result.  If ANSWER
is nil, wait and return the result."
  (pcase-let* ((`(,text ,line ,column) (http-status--excerpt))
               ;; The server tells the language by the file's name where it does not know the mode.
               (uri (concat "emacs:///" (url-hexify-string
                                         (file-name-nondirectory (or buffer-file-name (buffer-name))))))
               (question (list :textDocument (list :uri uri)
                               :position (list :line line :character column))))
    (jsonrpc-notify connection :textDocument/didOpen
                    (list :textDocument
                          (list :uri uri :languageId (http-status--language) :version 0 :text text)))
    (prog1 (if answer
               (jsonrpc-async-request connection method question
                                      :success-fn answer
                                      :error-fn (lambda (_) (funcall answer nil))
                                      :timeout-fn (lambda () (funcall answer nil))
                                      :timeout 5)
             (jsonrpc-request connection method question :timeout 2))
      (jsonrpc-notify connection :textDocument/didClose (list :textDocument (list :uri uri))))))

(defun http-status--card (hover)
  "Return the text of HOVER, or nil."
  (plist-get (plist-get hover :contents) :value))

(defun http-status--is-served ()
  "Whether Eglot or lsp-mode already ask this server about this buffer."
  (or (and (bound-and-true-p lsp-managed-mode)
           (http-status--lsp-mode-workspace buffer-file-name))
      (when-let ((server (http-status--eglot-server))
                 ;; Eglot has no public name for this slot.
                 (slot 'server-info))
        (equal (plist-get (ignore-errors (slot-value server slot)) :name) "http-status-lsp"))))

;;;; The minor mode

(defun http-status-eldoc-function (callback &rest _)
  "Give the card of the status at point to CALLBACK.
This is a member of `eldoc-documentation-functions'."
  (when (and http-status-hover-enable (not (http-status--is-served)))
    (when-let ((connection (http-status--connection))
               (buffer (current-buffer))
               (place (point)))
      (http-status--ask
       connection :textDocument/hover
       (lambda (hover)
         (let ((card (and (buffer-live-p buffer)
                          (= place (with-current-buffer buffer (point)))
                          (http-status--card hover))))
           ;; Strategies that wait for all answers wait for this one too, so it comes even if there is nothing to say.
           (if card
               (funcall callback (http-status--decorate card) :echo (http-status--summary card))
             (funcall callback nil)))))
      t)))

(defun http-status--summary (card)
  "Return the line that stands for CARD where there is room for no more."
  (let ((paragraphs (split-string card "\n\n")))
    (concat (car (split-string card "\n"))
            (when-let ((summary (cadr paragraphs)))
              (concat ": " (string-replace "\n" " " summary))))))

(defun http-status-completion-at-point ()
  "Complete the status at point.
This is a member of `completion-at-point-functions'.  In a buffer that Eglot
manages only codes are offered: names are what its server knows."
  (when (and http-status-completion-enable (not (http-status--is-served)))
    (when-let* ((connection (http-status--connection))
                (answer (ignore-error jsonrpc-error
                          (http-status--ask connection :textDocument/completion nil)))
                (items (append (if (vectorp answer) answer (plist-get answer :items)) nil))
                (details (http-status--details items (http-status--eglot-server))))
      (let* ((range (plist-get (plist-get (car items) :textEdit) :range))
             (length (- (plist-get (plist-get range :end) :character)
                        (plist-get (plist-get range :start) :character)))
             (column (cl-third (http-status--excerpt)))
             (start (+ (- (point) column) (plist-get (plist-get range :start) :character)))
             (names (mapcar #'car details))
             (detail (lambda (name) (cl-second (assoc name details))))
             (documentation (lambda (name)
                              (http-status--documentation (cl-third (assoc name details))))))
        (list start (+ start length)
              (lambda (text predicate action)
                (if (eq action 'metadata)
                    ;; The server's order is the order of use.
                    '(metadata (display-sort-function . identity) (cycle-sort-function . identity))
                  (complete-with-action action names text predicate)))
              :annotation-function (lambda (name) (concat " " (funcall detail name)))
              ;; Company and Corfu show this beside the list.
              :company-doc-buffer documentation
              ;; Where nothing of this fits, the next function is asked.
              :exclusive 'no)))))

(defun http-status--details (items only-codes)
  "Return the names of ITEMS in the server's order, with details and items.
ONLY-CODES leaves out what is no code."
  (cl-loop for item in (sort items (lambda (a b) (string< (plist-get a :sortText) (plist-get b :sortText))))
           for name = (plist-get (plist-get item :textEdit) :newText)
           when (or (not only-codes) (string-match-p "\\`[0-9]" name))
           collect (list name (plist-get item :detail) item)))

(defun http-status--documentation (item)
  "Return a buffer with the card of the completion ITEM, or nil."
  (when-let* ((connection (and item (http-status--connection)))
              (answer (ignore-error jsonrpc-error
                        (jsonrpc-request connection :completionItem/resolve item :timeout 2)))
              (card (plist-get (plist-get answer :documentation) :value)))
    (with-current-buffer (get-buffer-create " *http-status documentation*")
      (erase-buffer)
      (insert (http-status--decorate card))
      (goto-char (point-min))
      (current-buffer))))

(defvar-local http-status--former-strategy nil
  "What the buffer had for an `eldoc-documentation-strategy' of its own.
This is a list of it, or nil if it had none.")

(defun http-status--join-eldoc ()
  "Have ElDoc ask for cards in this buffer.
Eglot sets ElDoc's hook anew, so this is done after it again."
  (when (and (bound-and-true-p http-status-mode) (not (bound-and-true-p lsp-managed-mode)))
    (add-hook 'eldoc-documentation-functions #'http-status-eldoc-function 90 t)
    (when (and http-status-eldoc-strategy (not (eq eldoc-documentation-strategy http-status-eldoc-strategy)))
      (setq http-status--former-strategy (and (local-variable-p 'eldoc-documentation-strategy)
                                              (list eldoc-documentation-strategy)))
      (setq-local eldoc-documentation-strategy http-status-eldoc-strategy))
    (eldoc-mode 1)))

(defun http-status--leave-eldoc ()
  "Undo `http-status--join-eldoc'."
  (remove-hook 'eldoc-documentation-functions #'http-status-eldoc-function t)
  (when (and http-status-eldoc-strategy (eq eldoc-documentation-strategy http-status-eldoc-strategy))
    (if http-status--former-strategy
        (setq-local eldoc-documentation-strategy (car http-status--former-strategy))
      (kill-local-variable 'eldoc-documentation-strategy))))

;;;###autoload
(define-minor-mode http-status-mode
  "Show the card of the HTTP status at point, and complete codes.
One server answers for all buffers, whatever other server they have."
  :lighter nil
  (if http-status-mode
      (progn
        (http-status--join-eldoc)
        ;; Before the function of Eglot, which lets none after it have a say.
        (add-hook 'completion-at-point-functions #'http-status-completion-at-point -50 t))
    (http-status--leave-eldoc)
    (remove-hook 'completion-at-point-functions #'http-status-completion-at-point t)))

;;;###autoload
(define-globalized-minor-mode global-http-status-mode http-status-mode http-status--turn-on
  :group 'http-status)

(defun http-status--turn-on ()
  "Turn `http-status-mode' on, except in buffers that nobody sees."
  (unless (or (minibufferp) (string-prefix-p " " (buffer-name)))
    (http-status-mode 1)))

;;;; Cards in the help buffer

(define-button-type 'http-status-card
  :supertype 'help-xref
  'help-function #'http-status-lookup
  'help-echo "mouse-2, RET: show this status")

;;;###autoload
(defun http-status-at-point ()
  "Show the card of the status at point in the help buffer."
  (interactive)
  (if-let ((card (http-status--card (http-status--ask (http-status--connection t) :textDocument/hover nil))))
      (http-status--show (http-status--with-way-to-full-card card))
    (user-error (if http-status-hover-enable
                    "There is no HTTP status at point"
                  "The setting `http-status-hover-enable' is off"))))

(defun http-status--with-way-to-full-card (card)
  "Return CARD with a line for the button to the full card where it is a brief one."
  (if (and (equal http-status-hover-detail "brief") (string-match-p "\\`[0-9]\\{3\\}\\_>" card))
      (concat (string-trim-right card) "\n\nFull card\n")
    card))

;;;###autoload
(defun http-status-lookup (code &optional as-page)
  "Show the card of the status CODE, a number, in the help buffer.
Interactively, choose among all statuses by code, by name or by a former name.
With a prefix argument, or AS-PAGE, visit the status's page, a Markdown file."
  (interactive (list (http-status--read-code) current-prefix-arg))
  (if as-page
      (let ((page (plist-get (cl-find code (http-status--statuses) :key (lambda (status) (plist-get status :code)))
                             :page)))
        (unless page
          (user-error "There is no page of %s; see the setting `http-status-pages-enable'" code))
        (find-file-read-only-other-window (url-unhex-string (string-remove-prefix "file://" page))))
    (http-status--show (http-status--explanation code))))

(defun http-status--explanation (code)
  "Return the card of CODE from the command line of the server."
  (with-temp-buffer
    (let* ((default-directory temporary-file-directory)
           (coding-system-for-read 'utf-8)
           (result (call-process (car http-status-command) nil t nil "explain" (format "%s" code))))
      (unless (eql result 0)
        (user-error "%s" (string-trim (buffer-string))))
      (http-status--fill)
      (buffer-string))))

(defconst http-status--heading "[[:upper:]][[:alnum:] ]\\{0,40\\}\n[^\n]"
  "The heading of a part of a card: a short line with text below it.")

(defun http-status--fill ()
  "Fill the card in this buffer to 80 columns, as cards at point are.
The command line fills cards to 100."
  (let ((fill-column (min 80 (frame-width)))
        (item "  \\(?:-\\|[0-9]+\\.\\) ")
        (sentence-end-double-space nil))
    (goto-char (point-min))
    (while (progn (skip-chars-forward "\n") (not (eobp)))
      ;; The title, and headings of paragraphs, stay in lines of their own.
      (when (or (bobp) (and (looking-at http-status--heading) (not (looking-at "Example$"))))
        (forward-line 1))
      (let* ((start (point))
             (fill-prefix (if (looking-at item) (make-string (length (match-string 0)) ?\s) ""))
             ;; Lines of links stay whole, and so do messages.
             (is-text (not (looking-at "[^ \n].*: https?://[^ \n]+$\\|Example$")))
             is-long)
        ;; Up to the next item or empty line.
        (cl-loop do (setq is-long (or is-long (< fill-column (- (line-end-position) (point)))))
                 do (forward-line 1)
                 until (or (eobp) (eolp) (looking-at item)))
        (when (and is-text is-long)
          (fill-region-as-paragraph start (point))
          (unless (bolp)
            (forward-line 1)))))))

(defun http-status--statuses ()
  "Return all statuses as the server lists them."
  (append (plist-get (jsonrpc-request (http-status--connection t) 'httpStatus/statuses (make-hash-table) :timeout 5)
                     :statuses)
          nil))

(defun http-status--read-code ()
  "Ask the user for a status and return its code.
The default is the status at point."
  (let* ((choices (cl-loop for status in (http-status--statuses)
                           for code = (plist-get status :code)
                           nconc (cl-loop for name in (cons (plist-get status :name)
                                                            (append (plist-get status :aliases) nil))
                                          for choice = (format "%d %s" code name)
                                          collect (list choice code (plist-get status :summary)))))
         (card (http-status--card (ignore-error jsonrpc-error
                                    (http-status--ask (http-status--connection t) :textDocument/hover nil))))
         (default (car (assoc (car (split-string (or card "") "\n")) choices)))
         (completion-ignore-case t)
         (completion-styles '(basic substring partial-completion))
         (table (lambda (text predicate action)
                  (if (eq action 'metadata)
                      `(metadata (category . http-status)
                                 (display-sort-function . identity)
                                 (annotation-function
                                  . ,(lambda (choice) (concat "  " (cl-third (assoc choice choices))))))
                    (complete-with-action action choices text predicate))))
         (choice (minibuffer-with-setup-hook #'http-status--let-space-insert
                   (completing-read (format-prompt "HTTP status" default) table nil nil nil nil default))))
    (cond ((cl-second (assoc choice choices)))
          ;; A code alone will do, known or not, and so will a part of a name.
          ((string-match "\\`[1-9][0-9]\\{2\\}\\_>" choice) (string-to-number choice))
          ((and (not (string-blank-p choice))
                (cl-second (cl-find (downcase choice) choices :test #'string-search
                                    :key (lambda (known) (downcase (car known)))))))
          (t (user-error "There is no HTTP status %s" choice)))))

(defun http-status--let-space-insert ()
  "Let the space bar insert a space in this minibuffer: names have some."
  (let ((map (make-sparse-keymap)))
    (set-keymap-parent map (current-local-map))
    (define-key map " " #'self-insert-command)
    (use-local-map map)))

(defun http-status--show (card)
  "Show CARD in the help buffer, with links."
  (help-setup-xref (list #'http-status--show card) t)
  (with-help-window (help-buffer)
    (with-current-buffer standard-output
      (insert (http-status--decorate card))
      (http-status--make-buttons))))

(defun http-status--decorate (card)
  "Return CARD with its headings in bold."
  (with-temp-buffer
    (insert (string-trim card))
    (goto-char (point-min))
    (put-text-property (point) (line-end-position) 'face 'bold)
    (while (re-search-forward (concat "\n\n\\(?:" http-status--heading "\\)") nil t)
      (goto-char (+ (match-beginning 0) 2))
      (put-text-property (point) (line-end-position) 'face 'bold)
      (end-of-line))
    (buffer-string)))

(defun http-status--make-buttons ()
  "Make links of codes, specification and addresses of the card in this buffer."
  (let (code)
    (goto-char (point-min))
    (when (looking-at "[0-9]\\{3\\}")
      (setq code (match-string 0)))
    (while (re-search-forward "^  - \\(\\([1-9][0-9]\\{2\\}\\) [^:\n]+\\):" nil t)
      (help-xref-button 1 'http-status-card (string-to-number (match-string 2))))
    (goto-char (point-min))
    (while (re-search-forward "\\bRFC \\([0-9]+\\)\\(?: §\\([0-9.]*[0-9]\\)\\)?" nil t)
      (help-xref-button 0 'help-url
                        (concat "https://www.rfc-editor.org/rfc/rfc" (match-string 1) ".html"
                                (when (match-string 2)
                                  (concat "#section-" (match-string 2))))))
    (goto-char (point-min))
    (while (re-search-forward "^[^ \n].*: \\(https?://[^ \n]+\\)$" nil t)
      (help-xref-button 1 'help-url (match-string 1)))
    (goto-char (point-min))
    (when (and code (re-search-forward "^Full card$" nil t))
      (help-xref-button 0 'http-status-card (string-to-number code)))))

;;;; Eglot

(declare-function eglot-current-server "ext:eglot" ())
(declare-function eglot-managed-p "ext:eglot" ())
(defvar eglot-server-programs)

(defun http-status--eglot-server ()
  "Return the server by which Eglot manages this buffer, or nil."
  (and (fboundp 'eglot-managed-p) (eglot-managed-p) (eglot-current-server)))

(defun http-status-eglot-contact (&rest _)
  "Return `http-status-command'; for `eglot-server-programs'."
  http-status-command)

(with-eval-after-load 'eglot
  ;; Last, so that every other entry comes first.  One entry for each mode: a server is told one language id for all
  ;; modes of an entry.
  (dolist (mode http-status-eglot-modes)
    (add-to-list 'eglot-server-programs (cons mode #'http-status-eglot-contact) t))
  (add-hook 'eglot-managed-mode-hook #'http-status--join-eldoc))

;;;; lsp-mode

(declare-function lsp-find-workspace "ext:lsp-mode" (server-id &optional file-name))
(declare-function lsp-register-client "ext:lsp-mode" (client))
(declare-function lsp-register-custom-settings "ext:lsp-mode" (props))
(declare-function lsp-stdio-connection "ext:lsp-mode" (command &optional test-command))
(declare-function lsp-configuration-section "ext:lsp-mode" (section))
(declare-function lsp--set-configuration "ext:lsp-mode" (settings))
(declare-function lsp--client-capabilities "ext:lsp-mode" (&optional custom))
(declare-function lsp--workspace-server-capabilities "ext:lsp-mode" (workspace))
(declare-function lsp-get "ext:lsp-protocol" (from key))
(declare-function lsp-put "ext:lsp-protocol" (where key value))
(declare-function make-lsp-client "ext:lsp-mode" (&rest slots))
(defvar lsp--cur-workspace)

(defun http-status--lsp-mode-workspace (&optional file)
  "Return lsp-mode's workspace of this server for FILE or for any file, or nil."
  (and (fboundp 'lsp-find-workspace) (lsp-find-workspace 'http-status-lsp file)))

(defun http-status--tell-lsp-mode ()
  "Tell the settings to the server that lsp-mode started, if there is one."
  (when-let ((workspace (http-status--lsp-mode-workspace)))
    (let ((lsp--cur-workspace workspace))
      (lsp--set-configuration (lsp-configuration-section "httpStatus")))))

(defun http-status--drop-digit-triggers (workspace)
  "Take the digits out of the trigger characters of WORKSPACE.
lsp-mode has completion begin behind the trigger characters that a symbol starts
with: it would add a code to the digits of 40 instead of replacing them."
  (when-let ((options (lsp-get (lsp--workspace-server-capabilities workspace) :completionProvider)))
    (lsp-put options :triggerCharacters
             (cl-remove-if (lambda (trigger) (string-match-p "[0-9]" trigger))
                           (lsp-get options :triggerCharacters)))))

(with-eval-after-load 'lsp-mode
  (lsp-register-custom-settings
   `(("httpStatus.hover.enable" http-status-hover-enable t)
     ("httpStatus.hover.detail" http-status-hover-detail)
     ("httpStatus.completion.enable" http-status-completion-enable t)
     ("httpStatus.completion.constants" http-status-completion-constants)
     ("httpStatus.definition.enable" http-status-definition-enable t)
     ("httpStatus.definition.names" http-status-definition-names t)
     ("httpStatus.documentLinks.enable" http-status-document-links-enable t)
     ("httpStatus.pages.enable" http-status-pages-enable t)
     ("httpStatus.diagnostics.enable" http-status-diagnostics-enable t)
     ("httpStatus.rules" ,#'http-status--rules)
     ("httpStatus.exclude.languages" ,(lambda () (vconcat http-status-exclude-languages)) t)))
  (lsp-register-client
   (make-lsp-client
    :new-connection (lsp-stdio-connection (lambda () http-status-command))
    ;; A status can stand in any file.
    :activation-fn (lambda (&rest _) t)
    :add-on? t
    ;; Every answer comes from the document itself, so one process serves all projects.
    :multi-root t
    :initialized-fn #'http-status--drop-digit-triggers
    ;; lsp-mode counts characters, so UTF-32.  Newer releases tell each server so themselves, which must not be said twice.
    :custom-capabilities (unless (assq 'general (lsp--client-capabilities))
                           '((general . ((positionEncodings . ["utf-32" "utf-16"])))))
    :server-id 'http-status-lsp)))

(provide 'http-status-lsp)
;;; http-status-lsp.el ends here
