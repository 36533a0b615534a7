# Runs $adminScript as Admin. The Group Policy tools take no credential, and Systems Manager runs as the machine's own
# account, which may set no policy; so a task with Admin's log-on runs once and is removed, whatever comes of it.
$encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($adminScript.ToString()))
$action = New-ScheduledTaskAction -Execute 'powershell.exe' -Argument "-NoProfile -NonInteractive -EncodedCommand $encoded"
$task = 'Secure Room'
Register-ScheduledTask -TaskName $task -Action $action -RunLevel Highest -Force `
    -User $credential.UserName -Password ($credential.GetNetworkCredential().Password) | Out-Null
try {
    $before = (Get-ScheduledTaskInfo -TaskName $task).LastRunTime
    Start-ScheduledTask -TaskName $task
    $deadline = (Get-Date).AddMinutes(20)
    do {
        Start-Sleep -Seconds 5
        if ((Get-Date) -gt $deadline) { throw 'The task run as Admin did not end within 20 minutes.' }
    } while ((Get-ScheduledTask -TaskName $task).State -eq 'Running' -or (Get-ScheduledTaskInfo -TaskName $task).LastRunTime -eq $before)
    $result = (Get-ScheduledTaskInfo -TaskName $task).LastTaskResult
    if ($result -ne 0) { throw "The task run as Admin failed with code $result." }
} finally {
    Unregister-ScheduledTask -TaskName $task -Confirm:$false
}
