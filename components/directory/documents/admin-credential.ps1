# Admin's credential, read here and now with the instance's own role; it is written nowhere.
$domain = '{{ domain }}'
$secretArn = '{{ adminSecretArn }}'
$secret = Get-SECSecretValue -SecretId $secretArn -Region ($secretArn -split ':')[3]
$password = ConvertTo-SecureString -String $secret.SecretString -AsPlainText -Force
$credential = New-Object System.Management.Automation.PSCredential("Admin@$domain", $password)
Remove-Variable -Name secret
