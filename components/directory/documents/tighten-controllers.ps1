# Takes out of the controllers' security group every inbound rule that names addresses: AWS's own, which let any source
# in, and whatever has been added by hand. The rules of the directory's members name their security groups and stay.
$ErrorActionPreference = 'Stop'
$groupId = '{{ controllersGroupId }}'
$call = @{ Region = '{{ region }}' }
$rules = @(Get-EC2SecurityGroupRule -Filter @{ Name = 'group-id'; Values = $groupId } @call | Where-Object { -not $_.IsEgress })
$wide = @($rules | Where-Object { $_.CidrIpv4 -or $_.CidrIpv6 -or $_.PrefixListId })
if ($wide.Count -eq $rules.Count) { throw "Group $groupId names no member yet, so nobody could reach the controllers. Nothing was changed." }
if ($wide) {
    Revoke-EC2SecurityGroupIngress -GroupId $groupId -SecurityGroupRuleId @($wide.SecurityGroupRuleId) -Force @call | Out-Null
}
