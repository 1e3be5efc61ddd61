;;; terminal.el --- ElDoc by itself, in a terminal with its command loop  -*- lexical-binding: t; -*-

(load (expand-file-name "helper" (file-name-directory load-file-name)) nil t)
(http-status-test-load-block "Install" 0)

(defun http-status-test-until (condition seconds then)
  "Call THEN with the value of CONDITION when that is non-nil, or with nil after SECONDS.
The command loop goes on meanwhile."
  (let ((value (funcall condition)))
    (if (or value (<= seconds 0))
        (funcall then value)
      (run-with-timer 0.1 nil #'http-status-test-until condition (- seconds 0.1) then))))

(defun http-status-test-keys (keys)
  "Type KEYS into the terminal.
`unread-command-events' would not do: reading from there does not end
the idle time, from whose start ElDoc counts."
  (call-process-region (kbd keys) nil "sh" nil nil nil "-c" "cat >\"$HTTP_STATUS_KEYS\""))

(defun http-status-test-result (name is-right)
  "Write the result of NAME, which is good if IS-RIGHT."
  (http-status-test-report (format "%s - terminal: %s" (if is-right "ok" "not ok") name)))

(defun http-status-test-echo-area ()
  "What the echo area shows of the card."
  (and (current-message) (string-match-p "401 Unauthorized" (current-message)) (current-message)))

(defun http-status-test-start ()
  "Move to the status and wait for ElDoc."
  (find-file (expand-file-name "app.js" http-status-test-work))
  (insert "res.status(401)\nconst box = { width: 200 }\n")
  (set-buffer-modified-p nil)
  (goto-char 12)
  (http-status-test-keys "C-f")
  (http-status-test-until #'http-status-test-echo-area 15 #'http-status-test-shown))

(defun http-status-test-shown (message)
  "Go on from MESSAGE to the width."
  (http-status-test-result "the echo area shows the card by itself"
                           (and message (string-match-p "cannot identify the caller" message)))
  (http-status-test-result "the card takes a quarter of the frame at most"
                           (and message (<= (length (split-string message "\n")) (/ (frame-height) 4))))
  ;; The answer for the width clears the echo area.
  (http-status-test-keys "C-n C-e C-b C-b C-b")
  (http-status-test-until (lambda () (and (looking-at "0 }") (not (current-message)))) 15
                          (lambda (_)
                            (run-with-timer 1 nil #'http-status-test-width))))

(defun http-status-test-width ()
  "Look at what the width brought, and at the look-up by its keys."
  (http-status-test-result (concat "the echo area shows nothing for a width"
                                   (and (current-message) (format " but %S" (current-message))))
                           (and (looking-at "0 }") (not (current-message))))
  (http-status-test-keys "C-c H 404 RET")
  (http-status-test-until (lambda () (get-buffer-window "*Help*")) 15
                          (lambda (_)
                            (http-status-test-result "the look-up shows a card in a window"
                                                     (string-prefix-p "404 Not Found\n" (http-status-test-text "*Help*")))
                            (http-status-test-result "nothing complained" (not (http-status-test-complaints)))
                            (kill-emacs 0))))

(run-with-timer 0.1 nil #'http-status-test-start)
;; Whatever happens, the suite ends.
(run-with-timer 70 nil #'kill-emacs 3)
;;; terminal.el ends here
