;;; package.el --- What tools say about the package  -*- lexical-binding: t; -*-

(defvar http-status-test-file
  (expand-file-name "http-status-lsp.el" (getenv "HTTP_STATUS_EMACS")))

(defun http-status-test-compile ()
  "Compile the package, with warnings as errors, into the scratch folder."
  (setq byte-compile-error-on-warn t
        byte-compile-verbose nil
        byte-compile-dest-file-function
        (lambda (_) (expand-file-name "http-status-lsp.elc" (getenv "HTTP_STATUS_WORK"))))
  (let ((inhibit-message t))
    (unless (byte-compile-file http-status-test-file)
      (princ (with-current-buffer "*Compile-Log*" (buffer-string)))
      (kill-emacs 1))))

(defun http-status-test-checkdoc ()
  "Print what checkdoc finds."
  (require 'checkdoc)
  (checkdoc-file http-status-test-file))

;;; package.el ends here
