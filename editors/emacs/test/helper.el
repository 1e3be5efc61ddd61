;;; helper.el --- What the suites share  -*- lexical-binding: t; -*-

(require 'cl-lib)
(require 'ert)
(require 'subr-x)

(defvar http-status-test-folder (getenv "HTTP_STATUS_EMACS"))
(defvar http-status-test-work (file-name-as-directory (getenv "HTTP_STATUS_WORK")))

;; Backups and locks beside the files of the test would be noise, and so would questions.
(setq make-backup-files nil
      create-lockfiles nil
      auto-save-default nil
      load-prefer-newer t)

;; Debian's packages, which a batch Emacs does not turn on by itself.
(package-activate-all)

;;;; The README

(defun http-status-test-blocks (heading)
  "The `elisp' blocks below HEADING of the README, as strings."
  (with-temp-buffer
    (insert-file-contents (expand-file-name "README.md" http-status-test-folder))
    (re-search-forward (format "^## %s$" (regexp-quote heading)))
    (let ((end (save-excursion (if (re-search-forward "^## " nil t) (match-beginning 0) (point-max))))
          blocks)
      (while (re-search-forward "^```elisp\n\\(\\(?:.*\n\\)*?\\)```$" end t)
        (push (match-string 1) blocks))
      (nreverse blocks))))

(defun http-status-test-load-block (heading number)
  "Load the block NUMBER, from 0, below HEADING of the README, with the folder's path in place of the example's."
  (with-temp-buffer
    (insert (string-replace "/path/to/http-status-lsp/editors/emacs" http-status-test-folder
                            (nth number (http-status-test-blocks heading))))
    (let ((lexical-binding t))
      (eval-buffer))))

;;;; Waiting and looking

(defmacro wait-for (&rest condition)
  "Wait until CONDITION holds and return its value; fail the test after ten seconds."
  `(let ((end (+ (float-time) 10)) value)
     (while (not (or (setq value (progn ,@condition)) (> (float-time) end)))
       (accept-process-output nil 0.02))
     (unless value
       (ert-fail (list "This did not come true" ',condition (http-status-test-messages))))
     value))

(defun http-status-test-messages ()
  "The end of what Emacs said."
  (with-current-buffer (messages-buffer)
    (buffer-substring-no-properties (max (point-min) (- (point-max) 1500)) (point-max))))

(defun http-status-test-press (keys)
  "Press KEYS, as `kbd' has them, in the current buffer."
  (set-window-buffer (selected-window) (current-buffer))
  (execute-kbd-macro (kbd keys)))

(defun http-status-test-text (buffer)
  "The text of BUFFER, a name, or the empty string."
  (if (get-buffer buffer)
      (with-current-buffer buffer (buffer-substring-no-properties (point-min) (point-max)))
    ""))

(defun http-status-test-eldoc-buffer ()
  "The buffer of ElDoc; it is renamed when it is shown."
  (cl-find-if (lambda (buffer) (string-match-p "\\` ?\\*eldoc" (buffer-name buffer))) (buffer-list)))

(defun http-status-test-no-eldoc ()
  "Whether `M-x eldoc' shows nothing at point.  Answers take some milliseconds."
  (equal (http-status-test-eldoc 0.7) ""))

(defun http-status-test-eldoc (&optional limit last)
  "What `M-x eldoc' shows at point within LIMIT seconds, five without it, or the empty string if that is nothing.
Several sources answer one after the other; LAST is a regular expression for what the last one says."
  (when-let ((old (http-status-test-eldoc-buffer)))
    (kill-buffer old))
  (let ((source (current-buffer)) is-shown)
    ;; ElDoc calls these with all that it has got; an empty answer of the last source is how a test learns of nothing.
    (let ((eldoc-display-functions
           (cons (lambda (docs _) (setq is-shown (mapconcat #'car docs "\n"))) eldoc-display-functions)))
      (set-window-buffer (selected-window) source)
      (eldoc t)
      (with-timeout ((or limit 5))
        (while (not (and is-shown (string-match-p (or last ".") is-shown)))
          (accept-process-output nil 0.02))))
    (let ((text (if-let ((buffer (http-status-test-eldoc-buffer))) (http-status-test-text buffer) "")))
      (delete-other-windows)
      (set-window-buffer (selected-window) source)
      (set-buffer source)
      text)))

(defun http-status-test-is-brief (card)
  "Check that CARD has the parts of a brief card, and none of a full one."
  (dolist (part '("^Retry: " "^\\(?:\\*\\*\\)?Causes\\(?:\\*\\*\\)?: " "^ *1\\. " "^ *- "))
    (should (string-match-p part card)))
  (should-not (string-match-p "How to fix\\|Common causes\\|Background" card)))

(defun http-status-test-is-full (card)
  "Check that CARD has the parts of a full card."
  (dolist (part '("\nCommon causes\n" "\nHow to fix\n" "\nWhich one\n" "\nBackground\n"))
    (should (string-match-p part card))))

(defmacro with-file (name text &rest body)
  "Visit a new file NAME with TEXT and run BODY in its buffer, with point at the `|' of TEXT, which goes."
  (declare (indent 2))
  `(let ((file (expand-file-name ,name http-status-test-work)))
     (make-directory (file-name-directory file) t)
     (let ((coding-system-for-write 'utf-8-unix))
       (write-region (string-replace "|" "" ,text) nil file nil 'quiet))
     (with-current-buffer (find-file-noselect file)
       (delete-other-windows)
       (set-window-buffer (selected-window) (current-buffer))
       (goto-char (or (string-search "|" ,text) 0))
       (forward-char 1)
       (unwind-protect
           (progn ,@body)
         (when (buffer-live-p (get-file-buffer file))
           (with-current-buffer (get-file-buffer file)
             (set-buffer-modified-p nil)
             (kill-buffer)))))))

(defun http-status-test-type (text)
  "Insert TEXT as if it was typed."
  (set-window-buffer (selected-window) (current-buffer))
  (execute-kbd-macro text))

(defun http-status-test-completions (prefix)
  "What `completion-at-point' offers at point for PREFIX, the text before point."
  (kill-buffer (get-buffer-create "*Completions*"))
  (should (looking-back (regexp-quote prefix) (line-beginning-position)))
  (http-status-test-press "C-M-i")
  (http-status-test-text "*Completions*"))

(defun http-status-test-choose (choice)
  "Choose CHOICE in the *Completions* that are shown."
  (with-selected-window (get-buffer-window "*Completions*")
    (goto-char (point-min))
    (re-search-forward (format "^%s\\_>" (regexp-quote choice)))
    (backward-char 1)
    (choose-completion)))

(defun http-status-test-documentation (choice)
  "What Company shows of CHOICE, once it is chosen in the list at point."
  (require 'company)
  (let ((company-backends '(company-capf)))
    (set-window-buffer (selected-window) (current-buffer))
    (company-mode 1)
    (unwind-protect
        (let ((source (selected-window)))
          (should (company-manual-begin))
          (company-set-selection (or (cl-position choice company-candidates :test #'equal)
                                     (ert-fail (list "It is not offered" choice company-candidates))))
          (company-show-doc-buffer)
          (http-status-test-text
           (buffer-name (window-buffer (cl-find-if-not (lambda (window) (eq window source)) (window-list))))))
      ;; Company shows it until the next command.
      (run-hooks 'pre-command-hook)
      (company-abort)
      (company-mode -1)
      (delete-other-windows))))

;;;; Processes

(defun http-status-test-servers ()
  "The ids of the processes that run the server under test and are children of this Emacs."
  (cl-loop for id in (list-system-processes)
           for attributes = (process-attributes id)
           when (and (eql (alist-get 'ppid attributes) (emacs-pid))
                     (equal (alist-get 'comm attributes) "http-status-lsp")
                     (not (equal (alist-get 'state attributes) "Z")))
           collect id))

;;;; Results

(defun http-status-test-complaints ()
  "The lines of *Messages* that tell of errors or warnings."
  (with-current-buffer (messages-buffer)
    (cl-loop for line in (split-string (buffer-string) "\n" t)
             when (string-match-p "\\berror\\|\\bwarning\\|wrong-type\\|Symbol’s\\|void-" (downcase line))
             collect line)))

(defun http-status-test-report (line)
  "Write LINE where run.sh prints and counts it."
  (write-region (concat line "\n") nil (getenv "HTTP_STATUS_RESULTS") t 'quiet))

(defun http-status-test-run (suite)
  "Run all tests, print a line for each with the name of SUITE, and end Emacs."
  (ert-run-tests
   t
   (lambda (event &rest arguments)
     (pcase (cons event arguments)
       (`(test-ended ,_ ,test ,result)
        (let ((name (string-replace "-" " " (symbol-name (ert-test-name test)))))
          (http-status-test-report
           (format "%s - %s: %s" (if (ert-test-passed-p result) "ok" "not ok") suite name))
          (unless (ert-test-passed-p result)
            (princ (format "%S\n" (ert-test-result-with-condition-condition result)) #'external-debugging-output)))))))
  (kill-emacs 0))

;;; helper.el ends here
